// What the page asks of the demo. Addresses are relative, so the secret word in
// the page's own address goes along.

export async function get(path, query = {}) {
  const r = await fetch('api/' + path + '?' + new URLSearchParams(query), { headers: { Accept: 'application/json' } });
  if (!r.ok) throw new Error(await r.text());
  return r.json();
}

export async function post(path, order) {
  const r = await fetch('api/' + path, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(order) });
  const answer = await r.json().catch(() => ({ error: 'HTTP ' + r.status }));
  if (!r.ok) throw new Error(answer.error);
  return answer;
}

// listen calls look whenever something may look different.
export function listen(look, lost) {
  const events = new EventSource('api/events');
  events.onmessage = look;
  events.onerror = lost;
}
