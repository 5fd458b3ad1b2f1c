"""The demonstration's stand-in for an SMS centre and for every phone that it reaches.

`pencere sms-centre` speaks SMPP with the gateway as a real centre does; its page shows the phones.
"""
