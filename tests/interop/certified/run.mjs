// node run.mjs FLOW < world.json: runs one flow, prints what came of it as JSON.
import { readFileSync } from 'node:fs'

import * as code from './code.mjs'
import * as programs from './programs.mjs'
import * as sessions from './sessions.mjs'

const [group, name] = process.argv[2].split('.')
const world = JSON.parse(readFileSync(0, 'utf8'))
const answer = await { code, programs, sessions }[group][name](world)
process.stdout.write(JSON.stringify(answer ?? {}))
process.exit(0) // connections that are kept open would hold the process
