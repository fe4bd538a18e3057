// The page: asks for the state of the demo whenever something may have changed,
// and hands it to the parts.

import { byId, toast } from './dom.js';
import { get, post, listen } from './api.js';
import { drawChat, goToChannel } from './chat.js';
import { drawMail, openMail, showSamples } from './mail.js';
import { drawGuide } from './guide.js';
import { full, clock, longDay } from './time.js';

let me = '';
let view = null;
let seen = '';
let asking = false;
let askAgain = false;
let ahead = 0; // of the demo's clock

const page = {
  me: () => view.chat.me,
  become: (user) => { me = user; page.refresh(); },
  redraw: () => draw(),
  refresh,
  sample,
};

async function refresh() {
  if (asking) { askAgain = true; return; }
  asking = true;
  try {
    const asked = me;
    const fresh = await get('state', { user: asked });
    ahead = new Date(fresh.now) - Date.now();
    const { now, ...rest } = fresh;
    const all = JSON.stringify(rest) + now.slice(0, 10);
    view = fresh;
    if (me === asked) me = fresh.chat.me; // not when somebody else was chosen meanwhile
    if (all !== seen) { seen = all; draw(); }
    document.body.removeAttribute('data-lost');
  } catch (e) {
    document.body.setAttribute('data-lost', '');
  } finally {
    asking = false;
    if (askAgain) { askAgain = false; refresh(); }
  }
}

function draw() {
  if (!view) return;
  drawGuide(view, { sample, reminder, show, samples: () => { showPane('mail'); showSamples(view); draw(); } });
  drawChat(view, page);
  drawMail(view, page);
  drawPower();
  tick();
}

// ---- what the guide's button does ----

async function sample(id, answers) {
  try {
    await post('sample', { id, answers });
    toast('Mejlet är skickat till BIH:s brevlåda.');
  } catch (e) {
    toast(e.message, 'bad');
  }
  refresh();
}

async function show() {
  const g = view.guide;
  if (g.mail) {
    showPane('mail');
    await openMail(g.mail, page, true);
    return;
  }
  showPane('chat');
  const bih = view.chat.users.find((u) => u.role === 'BIH');
  if (view.chat.users.find((u) => u.id === view.chat.me).role !== 'BIH') {
    me = bih.id;
    view = await get('state', { user: me });
  }
  goToChannel(view);
  draw();
  const target = document.querySelector('#stream .pointed');
  target?.scrollIntoView({ block: 'center', behavior: 'smooth' });
  target?.focus({ preventScroll: true });
}

// ---- the clock ----

async function move(order) {
  document.body.setAttribute('data-busy', '');
  for (const b of document.querySelectorAll('.clock button')) b.disabled = true;
  try {
    const { now } = await post('clock', order);
    toast('Nu är det ' + full(new Date(now)) + '.');
  } catch (e) {
    toast(e.message, 'bad');
  }
  for (const b of document.querySelectorAll('.clock button')) b.disabled = false;
  document.body.removeAttribute('data-busy');
  refresh();
}

const reminder = () => move({ step: 'reminder' });

function tick() {
  const now = new Date(Date.now() + ahead);
  byId('now').textContent = longDay(now) + ' ' + clock(now);
  byId('now').setAttribute('datetime', now.toISOString());
  byId('step-reminder').disabled = !view || view.next_reminder.startsWith('0001');
}

// ---- the bot's switch ----

function drawPower() {
  const on = view.chat.on;
  byId('power').setAttribute('aria-pressed', String(on));
  byId('power-text').textContent = on ? 'Boten är på' : 'Boten är av';
  byId('away').hidden = on;
  document.body.toggleAttribute('data-off', !on);
}

byId('power').onclick = async () => {
  byId('power').disabled = true;
  try {
    await post('bot', { on: !view.chat.on });
  } catch (e) {
    toast(e.message, 'bad');
  }
  byId('power').disabled = false;
  refresh();
};

byId('step-day').onclick = () => move({ step: 'day' });
byId('step-reminder').onclick = reminder;
setInterval(tick, 5000);

// ---- one pane at a time on a phone ----

function showPane(name) {
  document.body.dataset.pane = name;
  for (const b of document.querySelectorAll('[data-show]')) b.setAttribute('aria-pressed', String(b.dataset.show === name));
}
for (const b of document.querySelectorAll('[data-show]')) b.onclick = () => showPane(b.dataset.show);

document.addEventListener('redraw', draw);
listen(refresh, () => document.body.setAttribute('data-lost', ''));
refresh();
