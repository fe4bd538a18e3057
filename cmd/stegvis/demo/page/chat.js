// The team chat: a channel with its cards and threads, the conversation with the
// bot, and the bot's own page.

import { h, byId, sync, tabs, toast } from './dom.js';
import { draw, mrkdwn } from './blocks.js';
import { drawModal, problem } from './modal.js';
import { post } from './api.js';
import { moment, isoDay } from './time.js';

const fewReplies = 4; // of a thread are shown before one asks for the rest

const local = { room: '', whole: new Set(), hidden: new Set(), heard: null, last: {}, shown: '' };

export function drawChat(view, page) {
  const chat = view.chat;
  const people = Object.fromEntries(chat.users.map((u) => [u.id, u.name]));
  const ctx = { view, chat, people, page, now: new Date(view.now) };
  drawPeople(chat, page);
  if (!local.room) local.room = chat.rooms[0].id;
  const room = chat.rooms.find((r) => r.id === local.room) || (local.room === 'home' ? null : chat.rooms[0]);
  const names = [...chat.rooms.map((r) => ({ id: r.id, name: r.name ? '# ' + r.name : 'Meddelanden från boten' })), { id: 'home', name: 'Botens hemsida' }];
  tabs(byId('rooms'), names, room ? room.id : 'home', (id) => {
    local.room = id;
    if (id === 'home') post('chat', { do: 'home', user: chat.me });
    page.redraw();
  });
  if (room && room.id[0] === 'D' && !names.some((n) => n.id === local.room)) local.room = room.id;
  drawRoom(room, ctx);
  announce(chat);
  drawModal(chat.modal, chat.me, people, page.refresh);
  document.body.toggleAttribute('data-offline', !chat.connected);
  drawSub(chat);
}

// go shows the channel; the guide calls it before it points at a card.
export function goToChannel(view) { local.room = view.chat.rooms[0].id; }

// drawSub says whose chat it is that one looks at.
function drawSub(chat) {
  const me = chat.users.find((u) => u.id === chat.me);
  byId('chat-sub').textContent = me.role === 'BIH' ? 'Biståndshandläggarna (BIH) arbetar här'
    : 'Så här mycket ser ' + me.name.split(' ')[0] + (me.role === 'HTJ' ? ' på hemtjänsten (HTJ)' : ' på rehab (PVR)') + ': bara sina egna ärenden';
}

function drawPeople(chat, page) {
  const staff = chat.users.filter((u) => !u.bot);
  sync(byId('people'), staff.map((u) => ({
    key: u.id,
    sig: String(u.id === chat.me),
    make: () => h('label', { class: 'person' },
      h('input', { type: 'radio', name: 'me', value: u.id, checked: u.id === chat.me, onchange: () => page.become(u.id) }),
      h('span', { class: 'face face-' + (staff.indexOf(u) % 3), 'aria-hidden': 'true' }, initials(u.name)), h('span', { class: 'name' }, u.name.split(' ')[0]),
      u.role === 'BIH' ? null : h('span', { class: 'from' }, u.role)),
  })));
}

const initials = (name) => name.split(' ').map((w) => w[0]).slice(0, 2).join('').toUpperCase();

// ---- a room ----

function drawRoom(room, ctx) {
  const stream = byId('stream');
  const composer = byId('composer');
  composer.hidden = !room;
  if (!room) { drawHome(stream, ctx); return; }
  composer.onsubmit = (e) => { e.preventDefault(); say(byId('say'), room, '', ctx); };
  const replies = Map.groupBy(room.messages.filter((m) => m.thread_ts && m.thread_ts !== m.ts), (m) => m.thread_ts);
  const tops = lastWhispers(room.messages.filter((m) => !m.thread_ts || m.thread_ts === m.ts), ctx.now);
  const items = tops.map((m) => ({
    key: m.ts, sig: 'post', make: () => h('article', { class: 'post' }),
    update: (e) => drawPost(e, m, replies.get(m.ts) || [], room, ctx),
  }));
  if (!items.length) {
    items.push({ key: 'empty', sig: room.id, make: () => h('div', { class: 'empty' }, h('p', { class: 'big' }, 'Här är det tomt än så länge.'), h('p', {}, room.name ? 'När ett intyg kommer in lägger boten upp ett kort för ärendet här. Kortet ändras i takt med att ärendet går framåt.' : 'Hit skriver boten det som bara gäller dig.')) });
  }
  sync(stream, items);
  // A new post is brought into view, with its beginning; a thread that grows
  // moves nothing.
  const posts = tops.filter((m) => !m.is_ephemeral);
  const last = posts.at(-1)?.ts || '';
  if (local.last[room.id] !== undefined && last > local.last[room.id]) stream.children[tops.indexOf(posts.at(-1))].scrollIntoView({ block: 'start', behavior: 'smooth' });
  else if (local.shown !== room.id) stream.scrollTop = stream.scrollHeight;
  local.last[room.id] = last;
  local.shown = room.id;
}

// lastWhispers leaves, of what only I see, the last of today: the rest was said
// long ago.
function lastWhispers(messages, now) {
  const last = messages.findLast((m) => m.is_ephemeral);
  const today = (m) => isoDay(new Date(Number(m.ts) * 1000)) === isoDay(now);
  return messages.filter((m) => !m.is_ephemeral || m === last && today(m) && !local.hidden.has(m.ts));
}

function drawPost(e, m, replies, room, ctx) {
  const hint = hints(m, ctx);
  sync(e, [
    { key: 'message', sig: JSON.stringify([m.text, m.blocks, hint, isoDay(ctx.now)]), make: () => message(m, room, ctx, hint) },
    { key: 'thread', sig: 'thread', make: () => h('div', { class: 'thread' }), update: (t) => drawThread(t, m, replies, room, ctx) },
  ]);
}

// hints are the buttons of a message that the guide points at.
function hints(m, ctx) {
  const g = ctx.view.guide;
  const own = JSON.stringify(m.blocks || '').includes('|' + g.case + '|');
  return own && g.who === 'BIH' ? (g.acts || []).slice(0, 1).map((a) => 'act:' + a) : [];
}

function message(m, room, ctx, hint) {
  const bot = Boolean(m.bot_id);
  const name = bot ? 'stegvis' : ctx.people[m.user] || m.user;
  const act = (b, el, value) => press(ctx, { do: 'click', room: room.id, ts: m.ts, action: el.action_id, value });
  const card = m.blocks?.some((b) => b.type === 'header');
  const at = new Date(Number(m.ts) * 1000);
  return h('div', { class: 'message' + (m.is_ephemeral ? ' whisper' : '') + (card ? ' card' : '') },
    face(m, name, ctx),
    h('div', { class: 'said' },
      h('p', { class: 'by' }, h('strong', {}, name), bot ? h('span', { class: 'tag' }, 'app') : null, h('time', {}, moment(at, ctx.now)),
        m.is_ephemeral ? h('span', { class: 'only' }, 'Endast synligt för dig') : null,
        m.is_ephemeral ? h('button', { type: 'button', class: 'x small', 'aria-label': 'Ta bort', onclick: () => { local.hidden.add(m.ts); ctx.page.redraw(); } }, '×') : null),
      h('div', { class: 'content' }, m.blocks ? m.blocks.map((b) => draw(b, { people: ctx.people, act, hint, inputs: new Map() })) : h('p', {}, mrkdwn(m.text || '', ctx.people)))));
}

function face(m, name, ctx) {
  if (m.bot_id) return h('span', { class: 'face bot', 'aria-hidden': 'true' }, h('span', { class: 'stair' }));
  const n = ctx.chat.users.findIndex((u) => u.id === m.user);
  return h('span', { class: 'face face-' + (Math.max(n, 0) % 3), 'aria-hidden': 'true' }, initials(name));
}

// ---- threads ----

function drawThread(parent, m, replies, room, ctx) {
  if (m.is_ephemeral) { parent.hidden = true; return; }
  const shown = lastWhispers(replies, ctx.now);
  const key = room.id + m.ts;
  const cut = local.whole.has(key) ? 0 : Math.max(0, shown.length - fewReplies);
  const items = [];
  if (cut) items.push({ key: 'rest', sig: String(cut), make: () => h('button', { type: 'button', class: 'link', onclick: () => { local.whole.add(key); ctx.page.redraw(); } }, 'Visa ' + cut + ' tidigare svar') });
  for (const r of shown.slice(cut)) {
    items.push({ key: r.ts, sig: JSON.stringify([r.text, r.blocks, isoDay(ctx.now)]), make: () => message(r, room, ctx, []) });
  }
  items.push({ key: 'answer', sig: '', make: () => answerBox(m, room, ctx) });
  sync(parent, items);
}

function answerBox(m, room, ctx) {
  const box = h('input', { 'aria-label': 'Svara i tråden', placeholder: 'Svara i tråden …', autocomplete: 'off' });
  return h('form', { class: 'answer', onsubmit: (e) => { e.preventDefault(); say(box, room, m.ts, ctx); } }, box, h('button', { class: 'quiet' }, 'Svara'));
}

// ---- doing ----

async function say(box, room, thread, ctx) {
  const text = box.value.trim();
  if (!text) return;
  if (text.startsWith('/') && thread) { toast('Kommandon går inte i trådar. Skriv i kanalen.', 'bad'); return; }
  box.value = '';
  const escaped = text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
  await press(ctx, { do: text.startsWith('/') ? 'slash' : 'post', room: room.id, thread, text: escaped });
}

async function press(ctx, order) {
  document.body.toggleAttribute('data-busy', true);
  try {
    const answer = await post('chat', { user: ctx.page.me(), ...order });
    if (answer.problem) toast(problem(answer.problem), 'bad');
  } catch (e) {
    toast(e.message, 'bad');
  } finally {
    document.body.toggleAttribute('data-busy', false);
    ctx.page.refresh();
  }
}

// announce shows what the bot has whispered to me since the last look.
function announce(chat) {
  const whispers = chat.rooms.flatMap((r) => r.messages.filter((m) => m.is_ephemeral));
  const newest = whispers.map((m) => m.ts).sort().at(-1) || '';
  if (local.heard && local.heard.me === chat.me && newest > local.heard.ts) toast(whispers.find((m) => m.ts === newest).text.replaceAll(/<@(\w+)>/g, (_, id) => chat.users.find((u) => u.id === id)?.name || id));
  local.heard = { me: chat.me, ts: newest };
}

function drawHome(stream, ctx) {
  const home = ctx.chat.home;
  sync(stream, [{
    key: 'home', sig: JSON.stringify(home), make: () => h('div', { class: 'home' },
      home ? home.blocks.map((b) => draw(b, { people: ctx.people, hint: [], inputs: new Map(), act: (_, el, value) => press(ctx, { do: 'click view', view: home.id, action: el.action_id, value }) })) : h('p', {}, 'Hämtar …')),
  }]);
}
