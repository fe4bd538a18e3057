// conformance.mjs FAKE PAGE: Slack's own SDK, unmodified, against the fake.
//
// FAKE is where the fake is served, PAGE where its UI, its clock and its
// administrators are. Each check prints "ok <name>"; the first that fails ends
// the run with status 1.
import assert from 'node:assert/strict';
import bolt from '@slack/bolt';
import { SocketModeClient } from '@slack/socket-mode';
import { LogLevel, WebClient } from '@slack/web-api';

const [fake, page] = process.argv.slice(2);
const slackApiUrl = fake + '/api/';
const CH = 'C0EGENVARD';
const quiet = { slackApiUrl, logLevel: LogLevel.ERROR, retryConfig: { retries: 2, minTimeout: 50, maxTimeout: 100 } };

const text = (s) => ({ type: 'plain_text', text: s });
const mrkdwn = (s) => ({ type: 'mrkdwn', text: s });
const button = (id, value, label = 'Knapp') => ({ type: 'button', action_id: id, value, text: text(label) });
const pause = (ms) => new Promise((r) => setTimeout(r, ms));

const act = async (o) => (await fetch(page + '/ui/act', { method: 'POST', body: JSON.stringify(o) })).json();
const state = async (user) => (await fetch(page + '/ui/state?user=' + user)).json();
const channel = async (user, id = CH) => (await state(user)).channels.find((c) => c.id === id);
const later = (seconds) => fetch(page + '/clock?seconds=' + seconds, { method: 'POST' });
const admin = (what, q) => fetch(`${page}/admin/${what}?` + new URLSearchParams(q), { method: 'POST' });

async function until(what, f, ms = 6000) {
  for (const end = Date.now() + ms; ; await pause(20)) {
    const v = await f();
    if (v) return v;
    if (Date.now() > end) throw new Error('timed out waiting for ' + what);
  }
}

async function check(name, f) {
  await f();
  console.log('ok', name);
}

const refuses = (promise, code, more) =>
  assert.rejects(promise, (e) => {
    assert.equal(e.data?.error, code);
    if (more) more(e.data);
    return true;
  });

// ---- @slack/web-api ---------------------------------------------------------

async function webAPI(web) {
  let ts;
  await check('auth.test', async () => assert.equal((await web.auth.test()).bot_id, 'B0STEGVIS'));
  await check('the scopes are in the headers', async () =>
    assert.ok((await web.auth.test()).response_metadata.scopes.includes('chat:write')));
  await check('invalid_auth', () => refuses(new WebClient('xoxb-wrong', quiet).auth.test(), 'invalid_auth'));
  await check('not_authed', () => refuses(new WebClient(undefined, quiet).auth.test(), 'not_authed'));
  await check('not_allowed_token_type', () => refuses(web.apps.connections.open(), 'not_allowed_token_type'));
  await check('unknown_method', () => refuses(web.apiCall('chat.shout', {}), 'unknown_method'));
  await check('missing_scope names what is needed and provided', () =>
    refuses(web.team.info(), 'missing_scope', (d) => {
      assert.equal(d.needed, 'team:read');
      assert.match(d.provided, /chat:write/);
    }));

  await check('chat.postMessage', async () => {
    const p = await web.chat.postMessage({
      channel: CH, text: 'Nytt intyg', unfurl_links: false, metadata: { event_type: 'stegvis_outbox', event_payload: { outbox_id: 'o1' } },
      blocks: [{ type: 'section', text: mrkdwn('*Ärende* SK-1') }, { type: 'actions', elements: [button('take', 'SK-1'), { type: 'datepicker', action_id: 'd' }] }],
    });
    assert.match(p.ts, /^\d{10}\.\d{6}$/);
    assert.ok(p.message.blocks[0].block_id, 'a block_id is made up');
    ts = p.ts;
  });
  await check('chat.update keeps the ts and the metadata', async () => {
    const u = await web.chat.update({ channel: CH, ts, text: 'Nytt intyg v2', blocks: [{ type: 'section', text: mrkdwn('v2') }] });
    assert.equal(u.ts, ts);
    assert.equal((await web.conversations.history({ channel: CH, include_all_metadata: true })).messages[0].metadata.event_payload.outbox_id, 'o1');
  });
  await check('chat.update with only a text takes the blocks away', async () => {
    await web.chat.update({ channel: CH, ts, text: 'bara text' });
    const m = (await web.conversations.history({ channel: CH })).messages[0];
    assert.equal(m.blocks, undefined);
    assert.equal(m.metadata, undefined, 'metadata must be asked for');
  });
  await check('conversations.replies: parent first, counts on it', async () => {
    const r = await web.chat.postMessage({ channel: CH, thread_ts: ts, text: 'i tråden' });
    const { messages } = await web.conversations.replies({ channel: CH, ts });
    assert.deepEqual(messages.map((m) => m.ts), [ts, r.ts]);
    assert.equal(messages[0].reply_count, 1);
    assert.equal((await web.conversations.history({ channel: CH })).messages.length, 1, 'answers are not in the channel');
  });
  await check('reply_broadcast is in the channel too', async () => {
    const b = await web.chat.postMessage({ channel: CH, thread_ts: ts, text: 'till alla', reply_broadcast: true });
    assert.equal((await web.conversations.history({ channel: CH })).messages[0].subtype, 'thread_broadcast');
    await web.chat.delete({ channel: CH, ts: b.ts });
  });
  await check('history between two times', async () => {
    const p = await web.chat.postMessage({ channel: CH, text: 'senare' });
    const after = await web.conversations.history({ channel: CH, oldest: ts });
    assert.deepEqual(after.messages.map((m) => m.ts), [p.ts]);
    const both = await web.conversations.history({ channel: CH, oldest: ts, inclusive: true });
    assert.equal(both.messages.length, 2);
    await web.chat.delete({ channel: CH, ts: p.ts });
  });
  await check('chat.delete, and what was deleted is gone', async () => {
    const p = await web.chat.postMessage({ channel: CH, text: 'bort' });
    await web.chat.delete({ channel: CH, ts: p.ts });
    await refuses(web.chat.update({ channel: CH, ts: p.ts, text: 'x' }), 'message_not_found');
  });
  await check('a deleted parent leaves a tombstone', async () => {
    const p = await web.chat.postMessage({ channel: CH, text: 'rot' });
    await web.chat.postMessage({ channel: CH, thread_ts: p.ts, text: 'svar' });
    await web.chat.delete({ channel: CH, ts: p.ts });
    const { messages } = await web.conversations.replies({ channel: CH, ts: p.ts });
    assert.equal(messages[0].subtype, 'tombstone');
    await refuses(web.chat.update({ channel: CH, ts: p.ts, text: 'x' }), 'cant_update_message');
  });
  await check("people's messages cannot be changed", async () => {
    const { ts: hers } = await act({ do: 'post', user: 'U0ANNA', channel: CH, text: 'mitt' });
    await refuses(web.chat.update({ channel: CH, ts: hers, text: 'x' }), 'cant_update_message');
    await refuses(web.chat.delete({ channel: CH, ts: hers }), 'cant_delete_message');
    await act({ do: 'delete', user: 'U0ANNA', channel: CH, ts: hers });
  });
  await check('chat.postEphemeral is seen by one', async () => {
    await web.chat.postEphemeral({ channel: CH, user: 'U0ANNA', text: 'bara du' });
    assert.ok((await channel('U0ANNA')).messages.some((m) => m.text === 'bara du' && m.is_ephemeral));
    assert.ok(!(await channel('U0OMAR')).messages.some((m) => m.text === 'bara du'));
    await refuses(web.chat.postEphemeral({ channel: CH, user: 'U0GONE', text: 'x' }), 'user_not_in_channel');
  });
  await check('chat.getPermalink', async () =>
    assert.equal((await web.chat.getPermalink({ channel: CH, message_ts: ts })).permalink, `https://demo.slack.com/archives/${CH}/p${ts.replace('.', '')}`));
  await check('chat.scheduleMessage and its limits', async () => {
    const now = (await state('U0ANNA')).now;
    const at = Math.floor(Date.parse(now) / 1000);
    const q = await web.chat.scheduleMessage({ channel: CH, text: 'sen', post_at: at + 3600 });
    await web.chat.deleteScheduledMessage({ channel: CH, scheduled_message_id: q.scheduled_message_id });
    await refuses(web.chat.scheduleMessage({ channel: CH, text: 'x', post_at: at - 60 }), 'time_in_past');
    await refuses(web.chat.scheduleMessage({ channel: CH, text: 'x', post_at: at + 121 * 86400 }), 'time_too_far');
  });
  await check('channel_not_found, also for a private channel without the bot', async () => {
    await refuses(web.chat.postMessage({ channel: 'C404', text: 'x' }), 'channel_not_found');
    await refuses(web.chat.postMessage({ channel: 'C0HEMLIGT', text: 'x' }), 'channel_not_found');
  });
  await check('not_in_channel', () => refuses(web.chat.postMessage({ channel: 'C0ALLMANT', text: 'x' }), 'not_in_channel'));
  await check('is_archived', () => refuses(web.chat.postMessage({ channel: 'C0GAMMALT', text: 'x' }), 'is_archived'));
  await check('no_text', () => refuses(web.chat.postMessage({ channel: CH, text: '' }), 'no_text'));
  await check('thread_not_found', () => refuses(web.chat.postMessage({ channel: CH, text: 'x', thread_ts: '1.1' }), 'thread_not_found'));
  await check('msg_too_long on update, cut off on post', async () => {
    await refuses(web.chat.update({ channel: CH, ts, text: 'å'.repeat(4001) }), 'msg_too_long');
    const p = await web.chat.postMessage({ channel: CH, text: 'å'.repeat(40001) });
    assert.equal(p.message.text.length, 40000);
    await web.chat.delete({ channel: CH, ts: p.ts });
  });
  await check('invalid_blocks in Slack’s words, counting characters', async () => {
    const section = (n) => [{ type: 'section', text: mrkdwn('å'.repeat(n)) }];
    await refuses(web.chat.postMessage({ channel: CH, text: 'x', blocks: section(3001) }), 'invalid_blocks', (d) => {
      assert.ok(d.errors.includes('must be less than 3001 characters [json-pointer:/blocks/0/text/text]'));
      assert.ok(d.response_metadata.messages.every((m) => m.startsWith('[ERROR] ')));
    });
    const p = await web.chat.postMessage({ channel: CH, text: 'x', blocks: section(3000) });
    await web.chat.delete({ channel: CH, ts: p.ts });
  });
  await check('invalid_blocks_format', () => refuses(web.apiCall('chat.postMessage', { channel: CH, text: 'x', blocks: '[{' }), 'invalid_blocks_format'));
  await check('invalid_metadata_schema', () =>
    refuses(web.apiCall('chat.postMessage', { channel: CH, text: 'x', metadata: { event_type: '' } }), 'invalid_metadata_schema'));
  return ts;
}

async function peopleAndPlaces(web, ts) {
  await check('users.lookupByEmail', async () => {
    assert.equal((await web.users.lookupByEmail({ email: 'ANNA@bih.example' })).user.id, 'U0ANNA');
    await refuses(web.users.lookupByEmail({ email: 'x@x.example' }), 'users_not_found');
  });
  await check('users.info tells who has left', async () => {
    assert.equal((await web.users.info({ user: 'U0GONE' })).user.deleted, true);
    await refuses(web.users.info({ user: 'U404' }), 'user_not_found');
  });
  await check('usergroups', async () => {
    assert.equal((await web.usergroups.list()).usergroups[0].handle, 'bih');
    assert.deepEqual((await web.usergroups.users.list({ usergroup: 'S0BIH' })).users, ['U0ANNA']);
    await refuses(web.usergroups.users.list({ usergroup: 'S404' }), 'no_such_subteam');
  });
  await check('cursors: conversations.list', async () => {
    const seen = [];
    for await (const p of web.paginate('conversations.list', { types: 'public_channel,private_channel', limit: 1 })) seen.push(...p.channels.map((c) => c.id));
    assert.deepEqual(seen, ['C0ALLMANT', CH, 'C0GAMMALT']);
  });
  await check('cursors: conversations.members', async () => {
    const seen = [];
    for await (const p of web.paginate('conversations.members', { channel: CH, limit: 2 })) seen.push(...p.members);
    assert.deepEqual(seen.sort(), ['U0ANNA', 'U0OMAR', 'U0STEGVIS']);
  });
  await check('conversations.info', async () => {
    const c = (await web.conversations.info({ channel: CH })).channel;
    assert.ok(c.is_private && c.is_member && !c.is_ext_shared);
  });
  await check('conversations.open, and a message to a person', async () => {
    const dm = (await web.conversations.open({ users: 'U0OMAR' })).channel.id;
    assert.equal((await web.chat.postMessage({ channel: 'U0OMAR', text: 'hej' })).channel, dm);
    await refuses(web.conversations.open({ users: 'U404' }), 'user_not_found');
  });
  await check('reactions', async () => {
    const r = { channel: CH, timestamp: ts, name: 'eyes' };
    await web.reactions.add(r);
    await refuses(web.reactions.add(r), 'already_reacted');
    await web.reactions.remove(r);
    await refuses(web.reactions.remove(r), 'no_reaction');
  });
  await check('filesUploadV2 in three steps', async () => {
    const f = await web.filesUploadV2({ channel_id: CH, thread_ts: ts, filename: 'statistik.csv', file: Buffer.from('a;b\n1;2\n'), initial_comment: 'Månadsstatistik' });
    assert.ok(f.ok);
    const { messages } = await web.conversations.replies({ channel: CH, ts });
    assert.equal(messages.at(-1).files[0].name, 'statistik.csv');
  });
}

async function badDays(web) {
  await check('429 with Retry-After is waited out', async () => {
    await act({ do: 'fail', name: 'chat.postMessage', fault: { Status: 429, RetryAfter: 1 } });
    const before = Date.now();
    const p = await web.chat.postMessage({ channel: CH, text: 'efter en stund' });
    assert.ok(Date.now() - before >= 900);
    await web.chat.delete({ channel: CH, ts: p.ts });
  });
  await check('an error of our choice', async () => {
    await act({ do: 'fail', name: 'chat.update', fault: { Error: 'edit_window_closed' } });
    await refuses(web.chat.update({ channel: CH, ts: '1.1', text: 'x' }), 'edit_window_closed');
  });
  await check('a lost answer: the work is done, the caller cannot know', async () => {
    await act({ do: 'fail', name: 'chat.postMessage', fault: { DropAfter: true } });
    const once = new WebClient('xoxb-demo', { ...quiet, retryConfig: { retries: 0 } });
    await assert.rejects(once.chat.postMessage({ channel: CH, text: 'borttappad' }));
    assert.equal((await web.conversations.history({ channel: CH })).messages[0].text, 'borttappad');
  });
  await check('Slack is down', async () => {
    const once = new WebClient('xoxb-demo', { ...quiet, retryConfig: { retries: 0 } });
    await act({ do: 'down', on: true });
    await assert.rejects(once.auth.test(), /503/);
    await act({ do: 'down', on: false });
    await once.auth.test();
  });
}

// ---- @slack/socket-mode -----------------------------------------------------

async function socketMode() {
  const got = [];
  const deaf = new Set();
  const sm = new SocketModeClient({ appToken: 'xapp-demo', clientOptions: { slackApiUrl }, logLevel: LogLevel.ERROR, clientPingTimeout: 1000, serverPingTimeout: 3000 });
  sm.on('slack_event', async (e) => {
    got.push(e);
    if (!deaf.has(e.body?.event?.text)) await e.ack();
  });
  const about = (t) => got.filter((e) => e.body?.event?.text === t);
  const post = (t, user = 'U0ANNA') => act({ do: 'post', user, channel: CH, text: t });

  await check('hello', async () => {
    await sm.start();
    assert.ok((await state('U0ANNA')).connected);
  });
  await check('message and app_mention', async () => {
    await post('hej @stegvis');
    await until('both', () => got.length >= 2);
    assert.deepEqual(got.map((e) => e.body.event.type).sort(), ['app_mention', 'message']);
    assert.equal(got[0].body.event.text, 'hej <@U0STEGVIS>');
  });
  await check('typed text arrives in wire form', async () => {
    await post('a < b & anna@bih.example, https://x.example/?a=1&b=2.');
    const e = await until('it', () => got.find((g) => g.body.event.text?.startsWith('a &lt;')));
    assert.equal(e.body.event.text, 'a &lt; b &amp; <mailto:anna@bih.example|anna@bih.example>, <https://x.example/?a=1&amp;b=2>.');
  });
  await check('edited and deleted messages', async () => {
    const { ts } = await post('först');
    await act({ do: 'edit', user: 'U0ANNA', channel: CH, ts, text: 'sedan' });
    const changed = await until('the change', () => got.find((e) => e.body.event.subtype === 'message_changed'));
    assert.deepEqual([changed.body.event.previous_message.text, changed.body.event.message.text], ['först', 'sedan']);
    await act({ do: 'delete', user: 'U0ANNA', channel: CH, ts });
    const gone = await until('the deletion', () => got.find((e) => e.body.event.subtype === 'message_deleted'));
    assert.equal(gone.body.event.deleted_ts, ts);
  });
  await check('a file in a message', async () => {
    await act({ do: 'upload', user: 'U0ANNA', channel: CH, name: 'intyg.pdf', text: 'se bilaga' });
    const e = await until('the file', () => got.find((g) => g.body.event.subtype === 'file_share'));
    assert.equal(e.body.event.files[0].name, 'intyg.pdf');
  });
  await check('joined, left, archived', async () => {
    await admin('invite', { channel: CH, user: 'U0GONE' });
    await until('joined', () => got.find((e) => e.body.event.type === 'member_joined_channel' && e.body.event.user === 'U0GONE'));
    await admin('remove', { channel: 'C0GAMMALT', user: 'U0STEGVIS' });
    await until('left', () => got.find((e) => e.body.event.type === 'group_left' && e.body.event.channel === 'C0GAMMALT'));
  });
  await check('unacknowledged: again at once, after a minute, after five, never again', async () => {
    deaf.add('ingen hör');
    await post('ingen hör');
    await until('the first', () => about('ingen hör').length === 1);
    await later(1); // nobody has answered within the time there is
    await until('the second', () => about('ingen hör').length === 2);
    await later(1);
    await later(59);
    await pause(100);
    assert.equal(about('ingen hör').length, 2, 'before the minute is up');
    await later(1);
    await until('the third', () => about('ingen hör').length === 3);
    await later(1);
    await later(300);
    await until('the fourth', () => about('ingen hör').length === 4);
    await later(1);
    await later(86400);
    await pause(100);
    const all = about('ingen hör');
    assert.deepEqual(all.map((e) => e.retry_num), [0, 1, 2, 3]);
    assert.deepEqual(all.map((e) => e.retry_reason), ['', 'timeout', 'timeout', 'timeout']);
    assert.equal(new Set(all.map((e) => e.body.event_id)).size, 1, 'the same event');
  });
  for (const reason of ['warning', 'refresh_requested'])
    await check(`reconnects after ${reason}, and what was said meanwhile comes again`, async () => {
      await act({ do: 'disconnect', name: reason });
      await post('under glappet ' + reason, 'U0OMAR');
      await until('the socket', async () => (await state('U0ANNA')).connected);
      await until('it', async () => (await later(1), about('under glappet ' + reason).length), 8000);
    });
  await check('reconnects after a cut', async () => {
    await act({ do: 'disconnect', name: '' });
    await until('a new socket', async () => (await state('U0ANNA')).connected, 8000);
    await post('efter klippet');
    await until('it', async () => (await later(1), about('efter klippet').length), 8000);
  });
  await sm.disconnect();
  await until('no socket', async () => !(await state('U0ANNA')).connected);
  await check('without a socket a click is dispatch_failed', async () => {
    const r = await act({ do: 'slash', user: 'U0ANNA', channel: CH, command: '/stegvis', text: '' });
    assert.equal(r.error, 'dispatch_failed');
  });
}

// ---- @slack/bolt --------------------------------------------------------------

const modal = (blocks, more = {}) => ({ type: 'modal', title: text('Ruta'), submit: text('Spara'), blocks, ...more });
const input = (id, element) => ({ type: 'input', block_id: id, label: text(id), element });

async function boltApp(web) {
  const app = new bolt.App({ token: 'xoxb-demo', appToken: 'xapp-demo', socketMode: true, clientOptions: { slackApiUrl }, logLevel: LogLevel.ERROR });
  const seen = {};
  const view = modal([
    input('slut', { type: 'datepicker', action_id: 'd' }),
    input('htj', { type: 'external_select', action_id: 'sok', min_query_length: 1 }),
  ], { callback_id: 'beslut', private_metadata: 'SK-1', notify_on_close: true });
  app.command('/stegvis', async ({ command, ack, client }) => {
    await ack({ text: 'Öppnar…' });
    seen.command = command;
    if (command.text.startsWith('beslut')) seen.opened = await client.views.open({ trigger_id: command.trigger_id, view });
  });
  app.options('sok', async ({ options, ack }) => ack({ options: [{ text: text('Hemtjänst ' + options.value), value: 'htj-1' }] }));
  app.view('beslut', async ({ ack, view }) => {
    const d = view.state.values.slut.d.selected_date;
    if (d < '2026-12-01') await ack({ response_action: 'errors', errors: { slut: 'Slutdatum har passerat' } });
    else if (d === '2028-02-02') await ack({ response_action: 'push', view: modal([input('mer', { type: 'plain_text_input', action_id: 't' })], { callback_id: 'mer' }) });
    else await ack({ response_action: 'update', view: { type: 'modal', title: text('Klart'), close: text('Stäng'), blocks: [{ type: 'section', text: mrkdwn('Sparat ' + view.private_metadata) }] } });
  });
  app.view('mer', async ({ ack }) => ack({ response_action: 'clear' }));
  app.view({ callback_id: 'beslut', type: 'view_closed' }, async ({ ack, view }) => { await ack(); seen.closed = view.private_metadata; });
  app.action('take', async ({ ack, body, respond, action }) => {
    await ack();
    seen.take = [body.user.id, action.value, body.message?.ts];
    seen.respond = respond;
    await respond({ response_type: 'ephemeral', replace_original: false, text: 'Du tog ' + action.value });
  });
  app.action('again', async ({ ack, body, respond }) => { await ack(); seen.again = body; await respond({ replace_original: true, text: 'utbytt' }); });
  app.action('hjalp', async ({ ack, body }) => { await ack(); seen.home = body.view.type; });
  app.action('dag', async ({ ack, action }) => { await ack(); seen.day = action.selected_date; });
  app.action('slow', async () => {});
  app.shortcut('link_message', async ({ ack, shortcut }) => { await ack(); seen.shortcut = shortcut; });
  app.event('app_home_opened', async ({ event, client }) => {
    const blocks = [{ type: 'header', text: text('Mina ärenden') }, { type: 'actions', elements: [button('hjalp', 'x')] }];
    await client.views.publish({ user_id: event.user, view: { type: 'home', blocks } });
  });
  app.message('status', async ({ message, say }) => say({ text: 'svar i tråd', thread_ts: message.ts }));
  await app.start();

  const slash = (t) => act({ do: 'slash', user: 'U0ANNA', channel: CH, command: '/stegvis', text: t });
  const open = async () => {
    await slash('beslut SK-1');
    return until('the modal', async () => (await state('U0ANNA')).stack.at(-1));
  };
  await check('a command with mentions as ids and names', async () => {
    assert.ok((await slash('till @omar')).ok);
    assert.equal(seen.command.text, 'till <@U0OMAR|omar>');
    await until('the answer', async () => (await channel('U0ANNA')).messages.some((m) => m.text === 'Öppnar…' && m.is_ephemeral));
  });
  await check('a command that is not in the manifest', async () => {
    const r = await act({ do: 'slash', user: 'U0ANNA', channel: CH, command: '/annat', text: '' });
    assert.match(r.error, /not a valid command/);
  });
  let stack;
  await check('views.open', async () => { stack = await open(); assert.equal(stack.callback_id, 'beslut'); });
  await check('exchanged_trigger_id', () => refuses(web.views.open({ trigger_id: seen.command.trigger_id, view }), 'exchanged_trigger_id'));
  await check('invalid_trigger_id', () => refuses(web.views.open({ trigger_id: '1.2.x', view }), 'invalid_trigger_id'));
  await check('expired_trigger_id', async () => {
    await slash('inget');
    await later(4);
    await refuses(web.views.open({ trigger_id: seen.command.trigger_id, view }), 'expired_trigger_id');
  });
  await check('views.update and hash_conflict', async () => {
    const u = await web.views.update({ view_id: stack.id, hash: stack.hash, view });
    assert.notEqual(u.view.hash, stack.hash);
    await refuses(web.views.update({ view_id: stack.id, hash: stack.hash, view }), 'hash_conflict');
  });
  await check('a view that is too long somewhere is invalid_arguments', () =>
    refuses(web.views.update({ view_id: stack.id, view: modal([], { title: text('en rubrik på tjugofem tkn') }) }), 'invalid_arguments', (d) =>
      assert.ok(d.response_metadata.messages.includes('[ERROR] must be less than 25 characters [json-pointer:/view/title/text]'))));
  let option;
  await check('block_suggestion', async () => {
    const r = await act({ do: 'suggest', user: 'U0ANNA', view: stack.id, action: 'sok', query: 'Ska' });
    option = r.options[0];
    assert.equal(option.text.text, 'Hemtjänst Ska');
  });
  const form = (d) => ({ slut: { d: { type: 'datepicker', selected_date: d } }, htj: { sok: { type: 'external_select', selected_option: option } } });
  const submit = (d) => act({ do: 'submit', user: 'U0ANNA', state: form(d) });
  await check('the client asks for what is missing', async () => {
    const r = await act({ do: 'submit', user: 'U0ANNA', state: {} });
    assert.deepEqual(Object.keys(r.errors).sort(), ['htj', 'slut']);
  });
  await check('response_action errors', async () => assert.deepEqual((await submit('2026-01-01')).errors, { slut: 'Slutdatum har passerat' }));
  await check('response_action push, and clear', async () => {
    await submit('2028-02-02');
    assert.deepEqual((await state('U0ANNA')).stack.map((v) => v.callback_id), ['beslut', 'mer']);
    await act({ do: 'submit', user: 'U0ANNA', state: { mer: { t: { type: 'plain_text_input', value: 'x' } } } });
    assert.deepEqual((await state('U0ANNA')).stack, []);
  });
  await check('a closed view is not_found', () => refuses(web.views.update({ view_id: stack.id, view }), 'not_found'));
  await check('response_action update', async () => {
    await open();
    await submit('2027-01-01');
    assert.equal((await state('U0ANNA')).stack[0].title.text, 'Klart');
    await act({ do: 'close', user: 'U0ANNA' });
  });
  await check('view_closed', async () => {
    await open();
    await act({ do: 'close', user: 'U0ANNA' });
    assert.equal(seen.closed, 'SK-1');
  });
  await check('push_limit_reached', async () => {
    await open();
    for (let i = 0; i < 2; i++) {
      await slash('inget');
      await web.views.push({ trigger_id: seen.command.trigger_id, view });
    }
    await slash('inget');
    await refuses(web.views.push({ trigger_id: seen.command.trigger_id, view }), 'push_limit_reached');
    for (let i = 0; i < 3; i++) await act({ do: 'close', user: 'U0ANNA' });
  });

  const blocks = [{ type: 'actions', elements: [button('take', 'SK-2'), button('slow', 'x'), { type: 'datepicker', action_id: 'dag' }] }];
  const { ts } = await web.chat.postMessage({ channel: CH, text: 'knappar', blocks });
  const click = (o) => act({ do: 'click', user: 'U0OMAR', channel: CH, ts, ...o });
  await check('block_actions, and an answer through the response URL', async () => {
    assert.ok((await click({ action: 'take' })).ok);
    assert.deepEqual(seen.take, ['U0OMAR', 'SK-2', ts]);
    await until('the answer', async () => (await channel('U0OMAR')).messages.some((m) => m.text === 'Du tog SK-2' && m.is_ephemeral));
  });
  await check('a response URL works five times and for half an hour', async () => {
    for (let i = 0; i < 4; i++) await seen.respond('en gång till');
    await assert.rejects(seen.respond('en gång för mycket'));
    await click({ action: 'take' });
    await later(31 * 60);
    await assert.rejects(seen.respond('för sent'));
  });
  await check('a picker in a message', async () => {
    await click({ action: 'dag', value: { selected_date: '2026-12-24' } });
    assert.equal(seen.day, '2026-12-24');
  });
  await check('an unanswered click is operation_timeout, and does not come again', async () => {
    assert.equal((await click({ action: 'slow' })).error, 'operation_timeout');
    assert.equal((await state('U0OMAR')).toast, 'operation_timeout');
  });
  await check('an ephemeral message: no content in the payload, changed through the response URL', async () => {
    await web.chat.postEphemeral({ channel: CH, user: 'U0OMAR', text: 'bara du', blocks: [{ type: 'actions', elements: [button('again', 'x')] }] });
    const m = (await channel('U0OMAR')).messages.filter((x) => x.is_ephemeral).at(-1);
    await act({ do: 'click', user: 'U0OMAR', channel: CH, ts: m.ts, action: 'again' });
    assert.equal(seen.again.message, undefined);
    assert.equal(seen.again.container.is_ephemeral, true);
    await until('the change', async () => (await channel('U0OMAR')).messages.some((x) => x.ts === m.ts && x.text === 'utbytt'));
  });
  await check('a message shortcut', async () => {
    await act({ do: 'shortcut', user: 'U0OMAR', channel: CH, ts, name: 'link_message' });
    assert.equal(seen.shortcut.message.ts, ts);
  });
  await check('app_home_opened and views.publish', async () => {
    await act({ do: 'home', user: 'U0ANNA' });
    const home = await until('Home', async () => (await state('U0ANNA')).home);
    await act({ do: 'click', user: 'U0ANNA', view: home.id, action: 'hjalp' });
    assert.equal(seen.home, 'home');
    await refuses(web.views.publish({ user_id: 'U0ANNA', hash: 'old', view: { type: 'home', blocks: [] } }), 'hash_conflict');
  });
  await check('a listener that answers in the thread', async () => {
    await act({ do: 'post', user: 'U0ANNA', channel: CH, text: 'status?' });
    await until('the answer', async () => (await channel('U0ANNA')).messages.some((m) => m.text === 'svar i tråd' && m.thread_ts));
  });
  await check('what the bot is archived out of cannot be updated', async () => {
    await admin('archive', { channel: CH });
    await refuses(web.chat.update({ channel: CH, ts, text: 'x' }), 'is_inactive');
  });
  await app.stop();
}

try {
  const web = new WebClient('xoxb-demo', quiet);
  const ts = await webAPI(web);
  await peopleAndPlaces(web, ts);
  await badDays(web);
  await socketMode();
  await boltApp(web);
  process.exit(0);
} catch (e) {
  console.error(e);
  process.exit(1);
}
