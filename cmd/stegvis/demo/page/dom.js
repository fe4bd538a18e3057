// Making and updating elements. Every string goes in as text, never as HTML:
// what people write is shown, not obeyed.

// h makes an element. Attributes that are null or false are left out; on…
// attributes are listeners.
export function h(tag, attributes = {}, ...children) {
  const e = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith('on')) e.addEventListener(name.slice(2), value);
    else e.setAttribute(name, value === true ? '' : String(value));
  }
  e.append(...flat(children));
  return e;
}

export const flat = (children) => children.flat(Infinity).filter((c) => c !== null && c !== undefined && c !== false);

export const byId = (id) => document.getElementById(id);

// sync makes the children of parent those that items describe, each
// {key, sig, make}. A child whose sig is as before is left alone, so that what
// somebody is writing there, and where the focus is, stays.
export function sync(parent, items) {
  const old = new Map([...parent.children].map((e) => [e.dataset.key, e]));
  let at = parent.firstElementChild;
  for (const item of items) {
    let e = old.get(item.key);
    old.delete(item.key);
    const busy = e?.querySelector('.menu:not([hidden])'); // somebody is choosing in it; it is drawn anew after
    if (!e || e.dataset.sig !== item.sig && !busy) {
      const fresh = item.make(e);
      fresh.dataset.key = item.key;
      fresh.dataset.sig = item.sig;
      if (e && e !== fresh) {
        if (at === e) at = fresh;
        const held = e.contains(document.activeElement) && document.activeElement.dataset.action;
        e.replaceWith(fresh);
        if (held) fresh.querySelector('[data-action="' + CSS.escape(held) + '"]')?.focus({ preventScroll: true });
      }
      e = fresh;
    }
    if (item.update) item.update(e);
    if (at === e) at = e.nextElementSibling;
    else parent.insertBefore(e, at);
  }
  for (const e of old.values()) e.remove();
}

// tabs draws a row of tabs that arrow keys move along.
export function tabs(parent, items, current, choose) {
  sync(parent, items.map((t) => ({
    key: t.id,
    sig: JSON.stringify([t.name, t.count, t.id === current, t.badge, t.title]),
    make: () => h('button', {
      type: 'button', role: 'tab', 'aria-selected': String(t.id === current), tabindex: t.id === current ? '0' : '-1',
      title: t.title, class: 'tab', onclick: () => choose(t.id), onkeydown: (e) => arrow(e, parent),
    }, t.badge ? party(t.badge) : null, h('span', {}, t.name), t.count ? h('span', { class: 'count', 'aria-label': t.count + ' olästa' }, t.count) : null),
  })));
}

function arrow(e, parent) {
  const step = { ArrowRight: 1, ArrowLeft: -1 }[e.key];
  if (!step) return;
  e.preventDefault();
  const all = [...parent.children];
  const next = all[(all.indexOf(e.currentTarget) + step + all.length) % all.length];
  const key = next.dataset.key;
  next.click();
  [...parent.children].find((c) => c.dataset.key === key)?.focus();
}

// party draws the mark of one of the three parties.
export const party = (role) => h('span', { class: 'party party-' + role }, role);

// toast says something for a moment.
export function toast(text, kind = '') {
  const e = h('div', { class: 'toast ' + kind }, text);
  byId('toasts').replaceChildren(e); // the latest is enough
  setTimeout(() => e.remove(), 4500);
}
