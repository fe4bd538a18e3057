// Draws Slack's blocks. What is not in the tables is drawn as an error, so that
// nothing the bot posts is silently left out; a test fails on it.

import { h, byId } from './dom.js';

const shortcodes = { white_check_mark: '✅', eyes: '👀', warning: '⚠️', thumbsup: '👍', '+1': '👍', wave: '👋' };

// unknown is what stands where something cannot be drawn.
function unknown(what) {
  console.error('block kit: cannot draw ' + what);
  return h('p', { class: 'unknown', 'data-unknown': what }, 'Demon kan inte visa: ' + what);
}

// ---- text ----

const unescaped = (s) => s.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
const lines = (s, draw) => s.split('\n').map((l, i) => [i ? h('br') : null, draw(l)]);
const marks = /<([^<>\n]+)>|`([^`\n]+)`|\*([^*\n]+)\*|(?<![\p{L}\d])_([^_\n]+)_(?![\p{L}\d])|~([^~\n]+)~|:([a-z0-9_+-]+):/giu;

function inline(s, people) {
  const out = [];
  let last = 0;
  for (const m of s.matchAll(marks)) {
    if (m.index > last) out.push(unescaped(s.slice(last, m.index)));
    last = m.index + m[0].length;
    if (m[1]) out.push(mention(m[1], people));
    else if (m[2]) out.push(h('code', {}, unescaped(m[2])));
    else if (m[3]) out.push(h('strong', {}, inline(m[3], people)));
    else if (m[4]) out.push(h('em', {}, inline(m[4], people)));
    else if (m[5]) out.push(h('s', {}, inline(m[5], people)));
    else out.push(shortcodes[m[6]] || m[0]);
  }
  if (last < s.length) out.push(unescaped(s.slice(last)));
  return out;
}

function mention(body, people) {
  const [what, label] = body.split('|');
  if (what.startsWith('@')) return h('span', { class: 'mention' }, '@' + (people[what.slice(1)] || what.slice(1)));
  if (what.startsWith('#')) return h('span', { class: 'mention' }, '#' + (label || what.slice(1)));
  if (what.startsWith('!')) return h('span', { class: 'mention' }, '@' + what.slice(1));
  return unescaped(label || what); // a link: shown, and followed nowhere
}

export const mrkdwn = (s, people) => lines(s, (l) => inline(l, people));

export function text(t, people = {}) {
  if (!t) return [];
  return t.type === 'mrkdwn' ? mrkdwn(t.text, people) : lines(t.text, (l) => l);
}

// ---- blocks ----
//
// ctx: people (id to name), act(block, element, value), hint (action ids to
// point at), view (id, for a typeahead), suggest(action, text), errors (block id
// to text) and inputs (a Map that is filled with block id to {action, read}).

const blocks = {
  header: (b) => h('h3', { class: 'b-header' }, text(b.text)),
  divider: () => h('hr'),
  section: (b, ctx) => h('div', { class: 'b-section' },
    h('div', { class: 'b-text' },
      b.text ? h('p', {}, text(b.text, ctx.people)) : null,
      b.fields ? h('div', { class: 'b-fields' }, b.fields.map((f) => h('div', {}, text(f, ctx.people)))) : null),
    b.accessory ? element(b.accessory, b, ctx) : null),
  context: (b, ctx) => h('p', { class: 'b-context' }, b.elements.map((e) => text(e, ctx.people))),
  actions: (b, ctx) => h('div', { class: 'b-actions' }, b.elements.map((e) => element(e, b, ctx))),
  input: (b, ctx) => input(b, ctx),
  rich_text: (b, ctx) => h('p', {}, b.elements.map((s) => (s.elements || []).map((e) => rich(e, ctx)))),
};

export function draw(b, ctx) {
  const how = blocks[b.type];
  return how ? how(b, ctx) : unknown('block ' + b.type);
}

function rich(e, ctx) {
  if (e.type === 'text') return lines(unescaped(e.text), (l) => inline(l, ctx.people));
  if (e.type === 'user') return mention('@' + e.user_id, ctx.people);
  return unknown('rich_text ' + e.type);
}

// input draws a labelled field of a form. A group of boxes is named by a
// legend, a single field by its label.
function input(b, ctx) {
  const group = ['checkboxes', 'radio_buttons'].includes(b.element.type);
  const id = 'in-' + b.block_id;
  const notes = [b.hint ? id + '-hint' : '', id + '-wrong'].filter(Boolean).join(' ');
  const field = element(b.element, b, { ...ctx, id, notes, input: true, required: !b.optional });
  const optional = b.optional ? h('span', { class: 'optional' }, ' (valfritt)') : null;
  const wrong = ctx.errors?.[b.block_id];
  return h(group ? 'fieldset' : 'div', { class: 'field' + (wrong ? ' is-wrong' : ''), 'data-block': b.block_id, 'aria-describedby': group ? notes : null },
    group ? h('legend', {}, b.label.text, optional) : h('label', { for: id }, b.label.text, optional),
    b.hint ? h('p', { class: 'field-hint', id: id + '-hint' }, b.hint.text) : null,
    field,
    h('p', { class: 'wrong', id: id + '-wrong', role: 'alert', hidden: !wrong }, wrong || ''));
}

// ---- elements ----

const elements = {
  button: (el, b, ctx) => h('button', {
    type: 'button', class: 'el ' + (el.style || '') + (pointed(el.action_id, ctx) ? ' pointed' : ''), 'data-action': el.action_id,
    onclick: (e) => sure(el.confirm, e.currentTarget, () => ctx.act(b, el, {})),
  }, el.text.text),
  overflow: (el, b, ctx) => menu(el, b, ctx),
  radio_buttons: (el, b, ctx) => choices(el, b, ctx, 'radio', el.initial_option ? [el.initial_option] : []),
  checkboxes: (el, b, ctx) => choices(el, b, ctx, 'checkbox', el.initial_options || []),
  static_select: (el, b, ctx) => select(el, b, ctx),
  multi_static_select: (el, b, ctx) => choices(el, b, ctx, 'checkbox', el.initial_options || []),
  external_select: (el, b, ctx) => typeahead(el, b, ctx),
  datepicker: (el, b, ctx) => simple(el, b, ctx, { type: 'date', value: el.initial_date }, 'selected_date'),
  timepicker: (el, b, ctx) => simple(el, b, ctx, { type: 'time', value: el.initial_time, step: 300 }, 'selected_time'),
  number_input: (el, b, ctx) => simple(el, b, ctx, { type: 'number', inputmode: 'numeric', min: el.min_value, max: el.max_value, value: el.initial_value }, 'value'),
  plain_text_input: (el, b, ctx) => (el.multiline ? area(el, b, ctx) : simple(el, b, ctx, { type: 'text', maxlength: el.max_length, value: el.initial_value }, 'value')),
};

function element(el, b, ctx) {
  const how = elements[el.type];
  return how ? how(el, b, ctx) : unknown('element ' + el.type);
}

const pointed = (action, ctx) => ctx.hint?.includes(action);

// simple draws a field with one value.
function simple(el, b, ctx, attributes, key) {
  const e = h('input', { id: ctx.id, 'aria-describedby': ctx.notes, 'aria-required': ctx.required || null, autocomplete: 'off', ...attributes });
  ctx.inputs.set(b.block_id, { action: el.action_id, read: () => ({ type: el.type, [key]: e.value || null }) });
  return e;
}

function area(el, b, ctx) {
  const e = h('textarea', { id: ctx.id, rows: 4, maxlength: el.max_length, 'aria-describedby': ctx.notes, 'aria-required': ctx.required || null }, el.initial_value || '');
  ctx.inputs.set(b.block_id, { action: el.action_id, read: () => ({ type: el.type, value: e.value || null }) });
  return e;
}

function choices(el, b, ctx, kind, initial) {
  const chosen = new Set(initial.map((o) => o.value));
  const boxes = el.options.map((o, i) => h('input', { type: kind, name: ctx.id, id: ctx.id + '-' + i, value: o.value, checked: chosen.has(o.value) }));
  const read = () => el.options.filter((o, i) => boxes[i].checked);
  ctx.inputs.set(b.block_id, {
    action: el.action_id,
    read: () => (kind === 'radio' ? { type: el.type, selected_option: read()[0] || null } : { type: el.type, selected_options: read() }),
  });
  return h('div', { class: 'choices' }, el.options.map((o, i) => h('label', { class: 'choice' }, boxes[i], h('span', {}, text(o.text)))));
}

function select(el, b, ctx) {
  const e = h('select', { id: ctx.id, 'aria-describedby': ctx.notes },
    h('option', { value: '' }, el.placeholder?.text || 'Välj'),
    el.options.map((o) => h('option', { value: o.value, selected: el.initial_option?.value === o.value }, o.text.text)));
  ctx.inputs.set(b.block_id, { action: el.action_id, read: () => ({ type: el.type, selected_option: el.options[e.selectedIndex - 1] || null }) });
  return e;
}

// typeahead draws a field that asks the bot for what fits while one types. Only
// what the bot has offered can be chosen.
function typeahead(el, b, ctx) {
  let chosen = el.initial_option || null;
  let options = [];
  let active = -1;
  let asked = 0;
  const list = h('ul', { class: 'options', role: 'listbox', id: ctx.id + '-list', 'aria-label': b.label?.text, hidden: true });
  const box = h('input', {
    id: ctx.id, type: 'text', role: 'combobox', 'aria-expanded': 'false', 'aria-controls': ctx.id + '-list', 'aria-autocomplete': 'list',
    'aria-describedby': ctx.notes, autocomplete: 'off', placeholder: el.placeholder?.text, value: chosen?.text.text,
    oninput: () => { chosen = null; ask(); }, onfocus: () => { box.select(); ask(''); }, onblur: () => setTimeout(close, 150), onkeydown: key,
  });
  async function ask(what = box.value) {
    if (what.length < (el.min_query_length ?? 3)) return;
    const n = ++asked;
    const found = await ctx.suggest(el.action_id, what);
    if (n !== asked || document.activeElement !== box) return;
    options = found;
    active = -1;
    list.replaceChildren(...options.map((o, i) => h('li', { role: 'option', id: ctx.id + '-o' + i, 'aria-selected': 'false', onpointerdown: (e) => { e.preventDefault(); choose(i); } }, o.text.text)),
      ...(options.length ? [] : [h('li', { class: 'none' }, 'Ingen träff')]));
    list.hidden = false;
    box.setAttribute('aria-expanded', 'true');
  }
  function choose(i) { chosen = options[i]; box.value = chosen.text.text; close(); }
  function close() {
    list.hidden = true;
    box.setAttribute('aria-expanded', 'false');
    box.removeAttribute('aria-activedescendant');
    if (!chosen) box.value = '';
  }
  function move(step) {
    if (!options.length) return;
    active = (active + step + options.length) % options.length;
    [...list.children].forEach((e, i) => e.setAttribute('aria-selected', String(i === active)));
    box.setAttribute('aria-activedescendant', ctx.id + '-o' + active);
    list.children[active].scrollIntoView({ block: 'nearest' });
  }
  function key(e) {
    if (e.key === 'ArrowDown' || e.key === 'ArrowUp') { e.preventDefault(); move(e.key === 'ArrowDown' ? 1 : -1); }
    if (e.key === 'Enter' && !list.hidden) { e.preventDefault(); if (active >= 0) choose(active); else if (options.length === 1) choose(0); }
    if (e.key === 'Escape' && !list.hidden) { e.preventDefault(); e.stopPropagation(); close(); }
  }
  ctx.inputs.set(b.block_id, { action: el.action_id, read: () => ({ type: el.type, selected_option: chosen }) });
  return h('div', { class: 'typeahead' }, box, list);
}

// menu draws the three dots and what is behind them.
function menu(el, b, ctx) {
  const hot = el.options.some((o) => ctx.hint?.some((a) => o.value.endsWith('|' + a.replace(/^act:/, ''))));
  const list = h('div', { class: 'menu', role: 'menu', hidden: true, onkeydown: key },
    el.options.map((o) => h('button', { type: 'button', role: 'menuitem', tabindex: '-1', 'data-value': o.value, onclick: () => { close(); ctx.act(b, el, { selected_option: o }); } }, o.text.text)));
  const dots = h('button', { type: 'button', class: 'el dots' + (hot ? ' pointed' : ''), 'aria-label': 'Fler val', 'aria-haspopup': 'menu', 'aria-expanded': 'false', 'data-action': el.action_id, onclick: () => (list.hidden ? open() : close()) }, '⋯');
  function open() {
    list.hidden = false;
    dots.setAttribute('aria-expanded', 'true');
    list.firstElementChild.focus();
    document.addEventListener('pointerdown', outside);
  }
  function close() {
    list.hidden = true;
    dots.setAttribute('aria-expanded', 'false');
    document.removeEventListener('pointerdown', outside);
    document.dispatchEvent(new Event('redraw'));
  }
  function outside(e) { if (!wrap.contains(e.target)) close(); }
  function key(e) {
    const all = [...list.children];
    const step = { ArrowDown: 1, ArrowUp: -1 }[e.key];
    if (step) { e.preventDefault(); all[(all.indexOf(document.activeElement) + step + all.length) % all.length].focus(); }
    if (e.key === 'Escape') { dots.focus(); close(); }
  }
  const wrap = h('div', { class: 'more' }, dots, list);
  return wrap;
}

// sure asks first when the element says so.
function sure(question, from, go) {
  if (!question) { go(); return; }
  const d = byId('confirm');
  const leave = () => { d.close(); from.focus(); };
  d.replaceChildren(
    h('div', { class: 'd-head' }, h('h2', { id: 'confirm-title' }, question.title.text)),
    h('div', { class: 'd-body' }, h('p', {}, text(question.text))),
    h('div', { class: 'd-foot' },
      h('button', { type: 'button', class: 'el', onclick: leave }, question.deny.text),
      h('button', { type: 'button', class: 'el ' + (question.style || 'primary'), onclick: () => { leave(); go(); } }, question.confirm.text)));
  d.showModal();
}
