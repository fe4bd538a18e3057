// Swedish time, whatever the computer's own zone.

const zone = 'Europe/Stockholm';
const form = (options) => new Intl.DateTimeFormat('sv-SE', { timeZone: zone, ...options });
const clockForm = form({ hour: '2-digit', minute: '2-digit' });
const dayForm = form({ day: 'numeric', month: 'short' });
const longForm = form({ weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' });
const shortForm = form({ weekday: 'short', day: 'numeric', month: 'short', year: 'numeric' });
const dateForm = form({ year: 'numeric', month: '2-digit', day: '2-digit' });

export const clock = (t) => clockForm.format(t);
export const longDay = (t) => longForm.format(t);
export const shortDay = (t) => shortForm.format(t);
export const isoDay = (t) => dateForm.format(t);

// moment says when, as shortly as it can be said now.
export function moment(t, now) {
  return isoDay(t) === isoDay(now) ? clock(t) : dayForm.format(t) + ' ' + clock(t);
}

export const full = (t) => longDay(t) + ' kl. ' + clock(t);
