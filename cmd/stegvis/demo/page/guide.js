// The guide: which step the case has come to, and what a newcomer could do next.

import { h, byId, sync, party } from './dom.js';

export function drawGuide(view, does) {
  const g = view.guide;
  sync(byId('guide'), [
    { key: 'steps', sig: JSON.stringify([g.step, g.closed, g.case]), make: () => steps(g) },
    { key: 'next', sig: JSON.stringify([g, view.next_reminder.slice(0, 10)]), make: () => next(g, view, does) },
  ]);
}

function steps(g) {
  return h('ol', { class: 'steps', 'aria-label': 'De sex stegen i arbetsmodellen' }, g.steps.map((name, i) => {
    const n = i + 1;
    const state = g.closed || g.case && n < g.step ? 'past' : g.case && n === g.step ? 'now' : 'ahead';
    return h('li', { class: state, 'aria-current': state === 'now' ? 'step' : null },
      h('span', { class: 'dot', 'aria-hidden': 'true' }, state === 'past' ? '✓' : n), h('span', { class: 'step-name' }, name),
      state === 'past' ? h('span', { class: 'hidden' }, ' (klart)') : null);
  }));
}

function next(g, view, does) {
  const waits = g.who === 'clock';
  return h('div', { class: 'next', 'aria-live': 'polite' },
    h('div', { class: 'next-who' }, !waits && g.who ? party(g.who) : h('span', { class: 'party party-none', 'aria-hidden': 'true' }, waits ? '◷' : '…')),
    h('div', { class: 'next-text' },
      h('h2', {}, g.title),
      h('p', {}, g.text, g.case ? h('span', { class: 'case' }, ' ' + g.case + ' · ' + g.label) : null)),
    h('div', { class: 'next-do' }, buttons(g, view, does)));
}

function buttons(g, view, does) {
  if (g.sample) return h('button', { type: 'button', class: 'primary', 'data-do': 'sample', onclick: () => does.sample(g.sample, g.mail) }, 'Skicka: ' + view.samples.find((s) => s.id === g.sample).title);
  if (g.who === 'clock') return h('button', { type: 'button', class: 'primary', 'data-do': 'clock', disabled: view.next_reminder.startsWith('0001'), onclick: does.reminder }, 'Till nästa påminnelse');
  if (g.closed) return h('button', { type: 'button', class: 'primary', 'data-do': 'again', onclick: does.samples }, 'Visa fler exempel');
  if (g.mail || g.acts?.length) return h('button', { type: 'button', class: 'primary', 'data-do': 'show', onclick: does.show }, 'Visa var');
  return [];
}
