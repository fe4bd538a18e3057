// tsc-check.mjs DIR judges every JSON document in DIR by Slack's own types.
//
// A document is {"kind": "blocks" | "view" | "ack" | "metadata" | "manifest",
// "json": …}: something a client sends to Slack, to which the types apply as
// they are; or {"kind": "response" | "payload", "of": …, "json": …}: something
// Slack sends to a client, as the fake makes it. Of the latter the generated
// types say too much (which strings there are) and too little (what is null),
// so only its keys and the kinds of its values are judged; and of the messages
// inside an event about a message nothing, since the types know only people's.
//
// Each document becomes a literal in a file of its own: an imported .json would
// lose its literal types, and with them the check for keys that do not exist.
// The verdict goes to stdout as {"checked": n, "errors": {name: [message]}}.
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

const here = import.meta.dirname;
const sent = {
  blocks: () => 'T.KnownBlock[]',
  view: (json) => (json.type === 'home' ? 'T.HomeView' : 'T.ModalView'),
  ack: ackType,
  metadata: () => 'T.MessageMetadata',
  manifest: () => 'W.AppsManifestCreateArguments["manifest"]',
};
const payloads = {
  events_api: 'B.EnvelopedEvent<T.SlackEvent>',
  message_changed: 'B.EnvelopedEvent<OfAny<T.MessageChangedEvent>>',
  message_deleted: 'B.EnvelopedEvent<OfAny<T.MessageDeletedEvent>>',
  slash_commands: 'B.SlashCommand',
  block_actions: 'B.BlockAction',
  message_action: 'B.MessageShortcut',
  view_submission: 'B.ViewSubmitAction',
  view_closed: 'B.ViewClosedAction',
  block_suggestion: 'B.SlackOptions',
};

// What may follow a click, a command, a form or a question for options.
function ackType(json) {
  if ('response_action' in json) return 'B.ViewResponseAction';
  if ('options' in json) return '{ options: T.PlainTextOption[] }';
  if ('option_groups' in json) return '{ option_groups: { label: T.PlainTextElement; options: T.PlainTextOption[] }[] }';
  return 'B.RespondArguments';
}

function typeOf(doc) {
  if (doc.kind === 'response') return `Wire<W.${doc.of.split('.').map((s) => s[0].toUpperCase() + s.slice(1)).join('')}Response>`;
  if (doc.kind === 'payload') return `Wire<${payloads[doc.json.event?.subtype] ?? payloads[doc.of]}>`;
  return sent[doc.kind](doc.json);
}

function literal(doc) {
  return `import type * as B from '@slack/bolt';
import type * as T from '@slack/types';
import type * as W from '@slack/web-api';
type Wire<V> = V extends string ? string : V extends (infer U)[] ? Wire<U>[] : V extends object ? { [K in keyof V]: Wire<V[K]> | null } : V;
type OfAny<E> = { [K in keyof E]: K extends 'message' | 'previous_message' ? Record<string, any> : E[K] };
export const document: ${typeOf(doc)} = ${JSON.stringify(doc.json, null, 1)};
export type { B, OfAny, T, W, Wire };
`;
}

const config = {
  compilerOptions: { strict: true, noEmit: true, target: 'es2022', module: 'nodenext', skipLibCheck: true, types: [] },
  include: ['*.ts'],
};

function judge(work, names) {
  const tsc = path.join(here, 'node_modules', 'typescript', 'bin', 'tsc');
  let out = '';
  try {
    execFileSync(process.execPath, [tsc, '-p', work, '--pretty', 'false'], { encoding: 'utf8', maxBuffer: 1 << 26 });
  } catch (e) {
    out = String(e.stdout ?? '') + String(e.stderr ?? '');
  }
  const errors = {};
  let unplaced = [];
  for (const line of out.split('\n').filter(Boolean)) {
    const m = line.match(/([^/\\\s]+)\.ts\(\d+,\d+\): (.*)$/);
    if (m && names.has(m[1])) (errors[m[1]] ??= []).push(m[2]);
    else if (!/^\s/.test(line)) unplaced.push(line);
  }
  if (unplaced.length) throw new Error(unplaced.join('\n'));
  return errors;
}

const dir = process.argv[2];
const work = fs.mkdtempSync(path.join(os.tmpdir(), 'slack-types-'));
try {
  fs.symlinkSync(path.join(here, 'node_modules'), path.join(work, 'node_modules'), 'junction');
  fs.writeFileSync(path.join(work, 'package.json'), '{"type":"module"}');
  fs.writeFileSync(path.join(work, 'tsconfig.json'), JSON.stringify(config));
  const names = new Set();
  for (const file of fs.readdirSync(dir).filter((f) => f.endsWith('.json'))) {
    const name = path.basename(file, '.json');
    names.add(name);
    fs.writeFileSync(path.join(work, name + '.ts'), literal(JSON.parse(fs.readFileSync(path.join(dir, file), 'utf8'))));
  }
  const errors = judge(work, names);
  console.log(JSON.stringify({ checked: names.size, errors }));
} finally {
  fs.rmSync(work, { recursive: true, force: true });
}
