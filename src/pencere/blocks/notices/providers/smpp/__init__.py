"""Text messages by the SMS centres that `pencere sms` serves."""
