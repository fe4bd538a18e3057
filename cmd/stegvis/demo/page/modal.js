// The form that the bot has opened for somebody. What has been filled in is
// kept until the bot shows another form.

import { h, byId, toast } from './dom.js';
import { draw } from './blocks.js';
import { post } from './api.js';

let shown = '';
let inputs = new Map();

export function drawModal(view, me, people, refresh) {
  const d = byId('modal');
  if (!view) {
    shown = '';
    if (d.open) d.close();
    return;
  }
  const key = me + view.id + view.hash;
  if (key === shown && d.open) return;
  shown = key;
  inputs = new Map();
  const ctx = {
    people, inputs, view: view.id,
    act: (b, el, value) => post('chat', { do: 'click view', user: me, view: view.id, action: el.action_id, value, state: state() }).then(refresh),
    suggest: async (action, text) => (await post('chat', { do: 'suggest', user: me, view: view.id, action, text })).options || [],
  };
  const close = () => post('chat', { do: 'close', user: me }).then(refresh);
  const form = h('form', { novalidate: true, onsubmit: (e) => { e.preventDefault(); submit(form, me, refresh); } },
    h('div', { class: 'd-head' }, h('h2', { id: 'modal-title' }, view.title.text), h('button', { type: 'button', class: 'x', 'aria-label': 'Stäng', onclick: close }, '×')),
    h('div', { class: 'd-body' }, view.blocks.map((b) => draw(b, ctx))),
    h('div', { class: 'd-foot' },
      h('button', { type: 'button', class: 'el', onclick: close }, view.close?.text || 'Stäng'),
      view.submit ? h('button', { class: 'el primary', 'data-submit': true }, view.submit.text) : null));
  d.replaceChildren(form);
  d.oncancel = (e) => { e.preventDefault(); close(); };
  if (!d.open) d.showModal();
  (form.querySelector('.field input, .field textarea, .field select') || form.querySelector('.d-foot .el')).focus();
}

function state() {
  const all = {};
  for (const [block, input] of inputs) all[block] = { [input.action]: input.read() };
  return all;
}

async function submit(form, me, refresh) {
  const button = form.querySelector('[data-submit]');
  if (!button || button.disabled) return;
  button.disabled = true;
  try {
    const answer = await post('chat', { do: 'submit', user: me, state: state() });
    if (answer.problem) toast(problem(answer.problem), 'bad');
    complain(form, answer.errors || {});
  } catch (e) {
    toast(e.message, 'bad');
  } finally {
    button.disabled = false;
    refresh();
  }
}

const problems = {
  operation_timeout: 'Boten svarade inte i tid. Försök igen.',
  dispatch_failed: 'Boten är inte ansluten till chatten just nu.',
  'no such element': 'Kortet har just ändrats. Titta igen.',
  'no such message': 'Meddelandet finns inte längre.',
};

// problem puts what the chat program says in words.
export const problem = (said) => problems[Object.keys(problems).find((p) => said.startsWith(p))] || said;

// complain shows what is wrong at the fields it is about, and goes to the first.
function complain(form, errors) {
  let first = null;
  for (const field of form.querySelectorAll('[data-block]')) {
    const said = errors[field.dataset.block];
    const place = field.querySelector('.wrong');
    place.textContent = said === '(client) required' ? 'Fyll i det här fältet.' : said || '';
    place.hidden = !said;
    field.classList.toggle('is-wrong', Boolean(said));
    for (const e of field.querySelectorAll('input, textarea, select')) e.toggleAttribute('aria-invalid', Boolean(said));
    if (said && !first) first = field.querySelector('input, textarea, select');
  }
  first?.focus();
}
