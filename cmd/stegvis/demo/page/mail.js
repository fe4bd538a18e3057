// The mailboxes: a list, a mail that is being read, or one being written.

import { h, byId, sync, tabs, toast } from './dom.js';
import { get, post } from './api.js';
import { moment, full, clock, shortDay, isoDay } from './time.js';

const local = { box: '', open: null, mail: null, draft: null, read: new Set(), samples: null };

const keyOf = (m) => [m.box, m.folder, m.uid].join('|');
const folders = { Sent: 'Skickat' };
const isOurs = (b) => ['PVR', 'HTJ', 'BIH'].includes(b.role);

// shownBoxes are the mailboxes worth a tab: the first of each party and the
// staff's, and any other as soon as something has come there.
function shownBoxes(boxes) {
  const first = new Set(['PVR', 'HTJ', 'BIH'].map((r) => boxes.find((b) => b.role === r)?.address));
  const rank = (b) => (first.has(b.address) ? ['PVR', 'HTJ', 'BIH'].indexOf(b.role) : 3);
  return boxes.filter((b) => first.has(b.address) || b.mails.length).sort((a, b) => rank(a) - rank(b));
}

const shortName = (b) => (b.role === 'BIH' ? 'Brevlådan' : b.role === 'person' ? b.name.split(' ')[0] : b.role ? b.name.replace(/ (AB|HB|Hemtjänst AB|Hemtjänst HB|Omsorg AB)$/, '') : 'Okänd');

// unread counts what has come and not been looked at. BIH's mailbox says so
// itself; of the others the page remembers what was opened here.
const isUnread = (b, m) => m.folder === 'INBOX' && !(b.role === 'BIH' ? m.seen : local.read.has(keyOf(m)));

export function drawMail(view, page) {
  const boxes = shownBoxes(view.boxes);
  if (!boxes.length) return;
  if (!boxes.some((b) => b.address === local.box)) local.box = boxes[0].address;
  const box = boxes.find((b) => b.address === local.box);
  tabs(byId('boxes'), boxes.map((b) => ({
    id: b.address, name: shortName(b), badge: isOurs(b) ? b.role : '', title: b.name + ', ' + b.address, count: b.mails.filter((m) => isUnread(b, m)).length,
  })), local.box, (id) => { goToBox(id); page.redraw(); });
  const ctx = { view, page, box, now: new Date(view.now) };
  byId('compose').onclick = () => { local.open = null; local.draft = { to: view.boxes.find((b) => b.role === 'BIH').address, subject: '', text: '', answers: null }; page.redraw(); };
  const parent = byId('box');
  if (local.draft && !local.open) sync(parent, [{ key: 'draft', sig: local.box, make: () => writing(ctx, local.draft, () => { local.draft = null; page.redraw(); }) }]);
  else if (local.open && local.mail) sync(parent, [{ key: keyOf(local.open), sig: 'mail', make: () => reading(ctx, local.mail) }]);
  else drawList(parent, ctx);
}

export function goToBox(address) {
  local.box = address;
  local.open = null;
  local.mail = null;
  local.draft = null;
}

export function showSamples(view) {
  goToBox(view.boxes.find((b) => b.role === 'PVR').address);
  local.samples = true;
}

// samplesOpen: they are in the way once there is mail to read.
const samplesOpen = (ctx) => local.samples ?? !ctx.box.mails.length;

// openMail shows a mail, with the answer box ready if write.
export async function openMail(at, page, write) {
  goToBox(at.box);
  local.open = at;
  local.read.add(keyOf(at));
  local.mail = await get('mail', at);
  page.redraw();
  if (write) byId('box').querySelector('textarea')?.focus();
}

// ---- the list ----

function drawList(parent, ctx) {
  const items = [];
  if (ctx.box.role !== 'person') items.push({ key: 'samples', sig: JSON.stringify([ctx.view.samples, samplesOpen(ctx)]), make: () => samples(ctx) });
  for (const m of ctx.box.mails) {
    items.push({ key: keyOf(m), sig: JSON.stringify([m, isUnread(ctx.box, m), pointed(m, ctx), isoDay(ctx.now)]), make: () => row(m, ctx) });
  }
  if (!ctx.box.mails.length) items.push({ key: 'empty', sig: ctx.box.address, make: () => h('p', { class: 'empty' }, 'Inga mejl hos ' + ctx.box.name + ' än.') });
  sync(parent, items);
}

const pointed = (m, ctx) => ctx.view.guide.mail && keyOf(ctx.view.guide.mail) === keyOf(m);

function row(m, ctx) {
  const sent = m.folder === 'Sent';
  const who = sent ? 'Till ' + m.to : m.name || m.from;
  return h('button', { type: 'button', class: 'row' + (isUnread(ctx.box, m) ? ' unread' : '') + (pointed(m, ctx) ? ' pointed' : ''), 'data-subject': m.subject, onclick: () => openMail(m, ctx.page) },
    h('span', { class: 'row-who' }, who, m.folder !== 'INBOX' ? h('span', { class: 'folder' }, folders[m.folder] || m.folder) : null),
    h('time', { class: 'row-when' }, moment(new Date(m.at), ctx.now)),
    h('span', { class: 'row-subject' }, m.subject || '(inget ämne)'),
    h('span', { class: 'row-marks' }, m.files ? h('span', { title: m.files + ' bilagor', 'aria-label': m.files + ' bilagor' }, '📎 ' + m.files) : null, m.invite ? h('span', { title: 'Kalenderinbjudan', 'aria-label': 'Kalenderinbjudan' }, '📅') : null),
    h('span', { class: 'row-opening' }, m.opening));
}

function samples(ctx) {
  return h('details', { class: 'samples', open: samplesOpen(ctx) },
    h('summary', { onclick: (e) => { local.samples = !e.currentTarget.parentElement.open; } }, 'Skicka ett exempelmejl'),
    h('div', { class: 'sample-grid' }, ctx.view.samples.map((s) => h('button', {
      type: 'button', class: 'sample', disabled: !s.ready, 'data-sample': s.id, onclick: () => ctx.page.sample(s.id, null),
    }, h('strong', {}, s.title), h('span', {}, s.about), s.ready ? null : h('span', { class: 'later' }, 'Går att skicka när det finns något att svara på.')))));
}

// ---- reading ----

function reading(ctx, m) {
  const sent = m.folder === 'Sent';
  return h('article', { class: 'letter' },
    h('button', { type: 'button', class: 'link back', onclick: () => { goToBox(ctx.box.address); ctx.page.redraw(); } }, '‹ Tillbaka till listan'),
    h('h3', {}, m.subject || '(inget ämne)'),
    h('p', { class: 'envelope' },
      h('span', {}, m.name ? h('strong', {}, m.name) : null, m.name ? ' ' : '', h('span', { class: 'address' }, m.from), ' till ', h('span', { class: 'address' }, m.to)),
      h('time', {}, moment(new Date(m.at), ctx.now))),
    m.invitation ? invitation(ctx, m) : null,
    h('div', { class: 'letter-text' }, m.text),
    m.attachments.length ? h('ul', { class: 'files', 'aria-label': 'Bilagor' }, m.attachments.map((f) => h('li', {}, h('a', { href: 'api/file?' + new URLSearchParams({ box: m.box, folder: m.folder, uid: m.uid, n: f.n }), download: f.name }, h('span', { 'aria-hidden': 'true' }, '📎 '), f.name || 'bilaga', h('span', { class: 'size' }, ' ' + size(f.size)))))) : null,
    sent ? null : writing(ctx, { to: m.from, subject: 'Sv: ' + m.subject.replace(/^(sv|re): */i, ''), text: '', answers: { box: m.box, folder: m.folder, uid: m.uid }, quoted: quote(m) }, null));
}

const size = (n) => (n < 1000 ? n + ' byte' : Math.round(n / 1000) + ' kB');
const quote = (m) => 'Den ' + shortDay(new Date(m.at)) + ' kl. ' + clock(new Date(m.at)) + ' skrev ' + (m.name || m.from) + ' <' + m.from + '>:\n' + m.text.split('\n').map((l) => '> ' + l).join('\n');

function invitation(ctx, m) {
  const i = m.invitation;
  const answer = (what, subject) => act(() => post('invitation', { box: m.box, folder: m.folder, uid: m.uid, answer: what, subject }), 'Svaret är skickat från kalendern.', ctx);
  return h('div', { class: 'invitation' },
    h('div', { class: 'leaf', 'aria-hidden': 'true' }, h('span', {}, new Intl.DateTimeFormat('sv-SE', { month: 'short', timeZone: 'Europe/Stockholm' }).format(new Date(i.at))), h('strong', {}, new Intl.DateTimeFormat('sv-SE', { day: 'numeric', timeZone: 'Europe/Stockholm' }).format(new Date(i.at)))),
    h('div', {}, h('strong', {}, i.summary), h('p', {}, full(new Date(i.at)) + '–' + clock(new Date(i.end)))),
    h('div', { class: 'invitation-do' },
      h('button', { type: 'button', class: 'quiet', onclick: () => answer('ACCEPTED', 'Accepterat') }, 'Acceptera'),
      h('button', { type: 'button', class: 'quiet', onclick: () => answer('DECLINED', 'Avböjt') }, 'Tacka nej')));
}

// ---- writing ----

function writing(ctx, draft, close) {
  const fresh = !draft.answers;
  const ideas = draft.answers && pointed(draft.answers, ctx) ? ctx.view.guide.replies || [] : [];
  const to = h('input', { id: 'w-to', type: 'text', inputmode: 'email', value: draft.to, list: 'w-people', autocomplete: 'off' });
  const subject = h('input', { id: 'w-subject', type: 'text', value: draft.subject, autocomplete: 'off' });
  const text = h('textarea', { id: 'w-text', rows: fresh ? 9 : 2 }, draft.text);
  const quoted = h('input', { type: 'checkbox', id: 'w-quote', checked: true });
  const chosen = h('span', { class: 'file-names' });
  const files = h('input', { type: 'file', id: 'w-files', multiple: true, class: 'hidden', onchange: () => { chosen.textContent = [...files.files].map((f) => f.name).join(', '); } });
  const send = async (e) => {
    e.preventDefault();
    const order = { from: ctx.box.address, to: to.value.trim(), subject: subject.value, text: text.value + (draft.quoted && quoted.checked ? '\n\n' + draft.quoted : ''), answers: draft.answers, files: await Promise.all([...files.files].map(packed)) };
    await act(() => post('mail', order), 'Mejlet är skickat.', ctx, () => goToBox(ctx.box.address));
  };
  return h('form', { class: 'writing' + (fresh ? '' : ' below'), onsubmit: send, 'aria-label': fresh ? 'Nytt mejl' : 'Svara' },
    fresh ? h('button', { type: 'button', class: 'link back', onclick: close }, '‹ Tillbaka till listan') : null,
    h('h3', {}, fresh ? 'Nytt mejl från ' + ctx.box.name : 'Svara som ' + ctx.box.name),
    fresh ? [h('label', { for: 'w-to' }, 'Till'), to, h('datalist', { id: 'w-people' }, ctx.view.boxes.map((b) => h('option', { value: b.address }, b.name))), h('label', { for: 'w-subject' }, 'Ämne'), subject] : null,
    ideas.length ? h('div', { class: 'ideas', role: 'group', 'aria-label': 'Förslag på svar' }, h('span', {}, 'Förslag:'), ideas.map((idea) => h('button', { type: 'button', class: 'idea', onclick: () => { text.value = idea; text.focus(); } }, idea))) : null,
    h('label', { for: 'w-text', class: fresh ? '' : 'hidden' }, 'Meddelande'), text,
    h('div', { class: 'writing-do' }, draft.quoted ? h('label', { class: 'choice' }, quoted, h('span', {}, 'Citera mejlet')) : null, files, h('label', { class: 'quiet file', for: 'w-files' }, '📎 Bifoga något påhittat'), chosen, h('button', { class: 'primary' }, 'Skicka')));
}

const packed = (file) => new Promise((done, fail) => {
  const r = new FileReader();
  r.onload = () => done({ name: file.name, data: r.result.slice(r.result.indexOf(',') + 1) });
  r.onerror = () => fail(r.error);
  r.readAsDataURL(file);
});

async function act(go, said, ctx, then) {
  try {
    await go();
    toast(said);
    then?.();
  } catch (e) {
    toast(e.message, 'bad');
  }
  ctx.page.refresh();
}
