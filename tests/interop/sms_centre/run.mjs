// node run.mjs < commands: an SMS centre of another maker. It says where it listens, then each
// thing that happens as a line of JSON, and does what the lines that it reads ask for.
import { readFileSync } from 'node:fs'
import { createInterface } from 'node:readline'

import smpp from 'smpp'

const [key, cert] = process.argv.slice(2).map((file) => readFileSync(file))
const say = (what) => process.stdout.write(JSON.stringify(what) + '\n')
const hex = (value) => (Buffer.isBuffer(value) ? value.toString('hex') : value)
const plain = (message) =>
  message && typeof message === 'object' && 'message' in message
    ? { text: hex(message.message), header: (message.udh ?? []).map(hex) }
    : hex(message)

let session
let status = 0
let ids = 0

const server = smpp.createServer(key ? { key, cert } : {}, (opened) => {
  session = opened
  opened.on('pdu', (pdu) => {
    const { command, command_status, sequence_number } = pdu
    const known = ['source_addr', 'source_addr_ton', 'destination_addr', 'dest_addr_ton',
      'esm_class', 'data_coding', 'registered_delivery', 'system_id', 'password',
      'sar_msg_ref_num', 'sar_total_segments', 'sar_segment_seqnum']
    const fields = Object.fromEntries(known.filter((each) => each in pdu).map((each) => [each, pdu[each]]))
    say({ event: command, status: command_status, sequence: sequence_number, ...fields,
      short_message: plain(pdu.short_message), message_payload: plain(pdu.message_payload) })
    answer(opened, pdu)
  })
  opened.on('close', () => say({ event: 'closed' }))
  opened.on('error', (error) => say({ event: 'error', what: error.message }))
})

function answer(opened, pdu) {
  if (pdu.command.startsWith('bind_')) {
    const isKnown = pdu.password === 'secret'
    opened.send(pdu.response(isKnown ? { system_id: 'node' } : { command_status: smpp.ESME_RINVPASWD }))
  } else if (pdu.command === 'submit_sm') {
    ids += 1
    opened.send(pdu.response(status ? { command_status: status } : { message_id: `n${ids}` }))
  } else if (['enquire_link', 'unbind'].includes(pdu.command)) {
    opened.send(pdu.response())
  }
}

// {"send": "deliver_sm", "pdu": {…}}; a buffer is {"hex": "…"}
const buffers = (value) => {
  if (Array.isArray(value) || value === null || typeof value !== 'object') return value
  if ('hex' in value) return Buffer.from(value.hex, 'hex')
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, buffers(each)]))
}

createInterface({ input: process.stdin }).on('line', (line) => {
  const asked = JSON.parse(line)
  if (asked.send) {
    session[asked.send](buffers(asked.pdu ?? {}), (pdu) =>
      say({ event: 'answer', to: asked.send, status: pdu.command_status, name: pdu.command }))
  } else if (asked.raw) {
    session.socket.write(Buffer.from(asked.raw, 'hex'))
  } else if ('status' in asked) {
    status = asked.status
    say({ event: 'told' })
  } else if (asked.hang_up) {
    session.destroy()
  }
}).on('close', () => process.exit(0))

server.listen(0, '127.0.0.1', () => say({ event: 'listening', port: server.address().port }))
