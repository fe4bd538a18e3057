// Plays a newcomer in Chromium: does what the guide on the page says, and
// nothing else, until the case is closed. Prints one JSON object with what was
// done and what was wrong.
//
//   node tour.mjs URL [sample] [folder for pictures]

import { chromium } from 'playwright-core';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const [url, first = 'komplett', pictures = ''] = process.argv.slice(2);
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM || '/usr/bin/chromium', args: ['--no-sandbox', '--lang=sv'], env: { ...process.env, LANGUAGE: 'sv' } });
const report = { deeds: [], problems: [], seconds: 0, checked: 0 };

async function open(options) {
  const page = await (await browser.newContext({ viewport: { width: 1440, height: 900 }, locale: 'sv-SE', ...options })).newPage();
  page.on('console', (m) => { if (['error', 'warning'].includes(m.type())) report.problems.push('console: ' + m.text()); });
  page.on('pageerror', (e) => report.problems.push('page: ' + e.message));
  page.on('requestfailed', (r) => { if (!r.url().includes('events') && r.failure()?.errorText !== 'net::ERR_ABORTED') report.problems.push('request: ' + r.url()); });
  page.on('request', (r) => { if (!r.url().startsWith(new URL(url).origin) && !r.url().startsWith('data:')) report.problems.push('left the machine: ' + r.url()); });
  page.setDefaultTimeout(60_000); // the machine may have other things to do
  await page.goto(url);
  await page.locator('#guide h2').waitFor();
  return page;
}

const page = await open({});
let aside = 0; // time spent looking at other things than the guide
const title = () => page.locator('#guide h2').innerText();
const shot = new Set();

// The pictures of the handbook, and which tour takes each.
const wanted = {
  komplett: ['demo', 'demo-start', 'demo-hem', 'demo-ruta', 'demo-personnummer', 'kort', 'chatt-htj', 'mejl-bestallning', 'mejl-paminnelse'],
  forhandsbedomning: ['mejl-tider'],
  'utan-syfte': ['mejl-komplettering'],
}[first];

// mails are pictures of what a party reads and answers, by the guide's words.
const mails = {
  'Svara på beställningen': 'mejl-bestallning', 'Komplettera intyget': 'mejl-komplettering',
  'Svara på förslaget till telefontid': 'mejl-tider', 'Följ upp insatsen': 'mejl-paminnelse',
};

// shoot takes a picture for the handbook, the first time it is asked for: of the
// page, or of a part of it.
async function shoot(name, part = page) {
  if (!pictures || shot.has(name) || !wanted.includes(name)) return;
  shot.add(name);
  await page.evaluate(() => document.getElementById('toasts').replaceChildren());
  await page.waitForTimeout(400); // until what slides has slid
  await part.screenshot({ path: pictures + '/' + name + '.png' });
}

// accessible runs axe over the page as it is. The page's rules forbid scripts of
// others, so it runs in a world of its own.
async function accessible(where, p = page) {
  const session = await p.context().newCDPSession(p);
  const { frameTree } = await session.send('Page.getFrameTree');
  const { executionContextId } = await session.send('Page.createIsolatedWorld', { frameId: frameTree.frame.id });
  const { result } = await session.send('Runtime.evaluate', {
    contextId: executionContextId, awaitPromise: true, returnByValue: true,
    expression: axe + ';axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] }).then((r) => r.violations.map((v) => v.id + ": " + v.nodes.map((n) => n.target + " " + (n.any[0]?.message || "")).slice(0, 3).join(" | ")))',
  });
  report.checked++;
  for (const v of result.value || ['axe did not run']) report.problems.push('axe, ' + where + ': ' + v);
  await session.detach();
}

// fill fills in the form that is open: the first of every choice, every tick.
async function fill() {
  const dialog = page.locator('#modal[open]');
  await dialog.locator('[data-submit]').waitFor({ timeout: 10_000 });
  for (const field of await dialog.locator('.field').all()) {
    const optional = await field.locator('.optional').count();
    const radio = field.locator('input[type=radio]');
    if (await radio.count()) { await radio.first().check(); continue; }
    for (const box of await field.locator('input[type=checkbox]').all()) await box.check();
    const date = field.locator('input[type=date]');
    if (!optional && await date.count() && !await date.inputValue()) await date.fill(await later(3));
    const time = field.locator('input[type=time]');
    if (!optional && await time.count() && !await time.inputValue()) await time.fill('10:00');
    const pick = field.locator('input[role=combobox]');
    if (await pick.count() && !await pick.inputValue()) {
      await pick.fill('Tranbärets');
      await field.locator('[role=option]').first().click();
    }
  }
  const name = await dialog.locator('h2').innerText();
  await accessible('form ' + name);
  if (name.includes('beslut')) await shoot('demo-ruta');
  await dialog.locator('[data-submit]').click();
  await dialog.waitFor({ state: 'hidden', timeout: 10_000 });
}

async function later(days) {
  const now = new Date(await page.locator('#now').getAttribute('datetime'));
  const day = new Date(+now + days * 86400e3);
  while ([0, 6].includes(day.getDay())) day.setDate(day.getDate() + 1);
  return day.toISOString().slice(0, 10);
}

async function deed(busy) {
  const button = page.locator('#guide [data-do]');
  const what = await button.getAttribute('data-do');
  const who = await page.locator('#guide .next-who').innerText();
  await button.click();
  if (what !== 'show') return;
  if (who === 'BIH') {
    await page.locator('#stream .pointed').first().click();
    if (await page.locator('#confirm[open]').count()) await page.locator('#confirm[open] .el:not(:first-child)').click();
    else await Promise.race([page.locator('#modal[open]').waitFor({ timeout: 4000 }), page.locator('#confirm[open]').waitFor({ timeout: 4000 })]).catch(() => {});
    if (await page.locator('#modal[open]').count()) await fill();
    return;
  }
  await page.locator('.writing .idea').first().click();
  await page.locator('#stream').evaluate((e) => { e.scrollTop = 0; });
  if (mails[busy]) await shoot(mails[busy], page.locator('#mail'));
  if (who === 'HTJ' && !aside) {
    const before = Date.now();
    await shoot('demo');
    await shoot('kort', page.locator('#stream .card').first());
    await elsewhere();
    aside = Date.now() - before;
  }
  await page.locator('.writing .primary').click();
}

// elsewhere looks at the same on a phone and in the dark.
async function elsewhere() {
  const phone = await open({ viewport: { width: 390, height: 844 } });
  await accessible('on a phone', phone);
  const wide = await phone.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  if (wide > 0) report.problems.push('on a phone the page is ' + wide + ' px too wide');
  await phone.locator('[data-show=mail]').click();
  await accessible('mail on a phone', phone);
  await phone.close();
  const dark = await open({ colorScheme: 'dark' });
  await dark.locator('#stream').evaluate((e) => { e.scrollTop = 0; });
  await accessible('in the dark', dark);
  await dark.close();
}

const started = Date.now();
await accessible('at the start');
await shoot('demo-start');
if (first !== 'komplett') {
  const before = await title();
  await page.locator('[data-sample=' + first + ']').click();
  await page.waitForFunction((t) => { const h = document.querySelector('#guide h2').innerText; return h !== t && document.querySelector('#guide [data-do]'); }, before);
}
while (!(await page.locator('#guide [data-do=again]').count())) {
  if (report.deeds.length > 30) { report.problems.push('not closed after 30 deeds'); break; }
  await page.locator('#guide [data-do]').waitFor({ timeout: 20_000 });
  const at = await page.locator('#guide').innerText();
  const busy = await title();
  report.deeds.push(busy);
  await deed(busy);
  await page.waitForFunction((before) => {
    const g = document.getElementById('guide');
    return g.innerText !== before && g.querySelector('[data-do]');
  }, at, { timeout: 30_000 }).catch(() => report.problems.push('the guide got stuck at ' + busy));
  if (report.problems.some((p) => p.includes('got stuck'))) break;
}
report.seconds = Math.round((Date.now() - started - aside) / 1000);
await accessible('at the end');
for (const e of await page.locator('[data-unknown]').all()) report.problems.push('cannot draw ' + await e.getAttribute('data-unknown'));

// ---- beside the tour ----

const must = (ok, what) => { if (!ok) report.problems.push(what); };
const seen = (locator, ms = 30_000) => locator.first().waitFor({ timeout: ms }).then(() => true, () => false);

// twoAtOnce: two people press the same button; one is told that it was done.
async function twoAtOnce() {
  const jonas = await open({});
  await jonas.locator('.person', { hasText: 'Jonas' }).click();
  await page.locator('#guide [data-do=again]').click();
  await page.locator('[data-sample=komplett]').click();
  const take = (p) => p.locator('[data-action="act:ta_arendet"]').last();
  must(await seen(take(page)) && await seen(take(jonas)), 'two at once: no button to take the case');
  await take(page).evaluate((button) => { // both at once, before either has seen the card change
    const press = (user) => fetch('api/chat', { method: 'POST', body: JSON.stringify({ do: 'click', user, room: document.querySelector('#rooms [aria-selected=true]').dataset.key, ts: button.closest('.post').dataset.key, action: 'act:ta_arendet', value: {} }) });
    return Promise.all([press('U0MARIT'), press('U0JONAS')]).then(() => {});
  });
  const told = (p) => p.locator('.whisper');
  must(await seen(told(page)) && await seen(told(jonas)), 'two at once: somebody got no answer');
  const said = async () => [...await told(page).allInnerTexts(), ...await told(jonas).allInnerTexts()].join(' ');
  let both = await said();
  for (let i = 0; i < 100 && !/Redan gjort|inaktuellt/.test(both); i++) { // either page may be the slower one
    await page.waitForTimeout(100);
    both = await said();
  }
  must(/Redan gjort|inaktuellt/.test(both), 'two at once: nobody was told that it was done already: ' + both);
  await jonas.close();
}

// send sends one of the example mails.
async function send(id) {
  const sample = page.locator('[data-sample=' + id + ']');
  if (await page.locator('.back').count()) await page.locator('.back').click();
  if (!await sample.isVisible()) await page.locator('.samples summary').click();
  await sample.click();
}

// be looks at the chat as somebody else does, and waits until the page shows it so.
async function be(name) {
  await page.locator('.person', { hasText: name }).click();
  const whose = name === 'Marit' ? 'Biståndshandläggarna' : 'Så här mycket ser ' + name;
  must(await seen(page.locator('#chat-sub', { hasText: whose })), 'the chat is not shown as ' + name + ' sees it');
}

// offline: the bot is switched off. Who presses a button is told; what is written
// meanwhile is made up for when the bot is back.
async function offline() {
  await page.locator('#power').click();
  must(await seen(page.locator('#away:visible')) && await seen(page.locator('#power[aria-pressed=false]')), 'offline: nothing says that the bot is off');
  await be('Marit');
  await page.locator('#rooms [role=tab]').first().click();
  await page.locator('.post [data-action^="act:"]').last().click();
  const sure = page.locator('#confirm[open] .el:not(:first-child)');
  if (await seen(sure, 700)) await sure.click();
  must(await seen(page.locator('#toasts', { hasText: /inte ansluten|svarade inte/ })), 'offline: a click got no answer');
  await accessible('without the bot');
  const cards = () => page.locator('#stream .post').count();
  const before = await cards();
  await send('forhandsbedomning');
  await page.waitForTimeout(1500); // nobody takes it
  must(await cards() === before, 'offline: a card came from a bot that is off');
  await page.locator('#power').click();
  must(await seen(page.locator('#power[aria-pressed=true]')), 'offline: the bot does not come back');
  await page.waitForFunction((n) => document.querySelectorAll('#stream .post').length > n, before, { timeout: 30_000 }).catch(() => must(false, 'offline: what was mailed was lost'));
}

// inChat: an utförare who is in the chat sees its own case, the little it is to
// see, and answers there; the other party in chat sees nothing.
async function inChat() {
  const cards = page.locator('#stream .post:has(.card)');
  const before = await cards.count();
  await send('chatt');
  await page.waitForFunction((n) => document.querySelectorAll('#stream .post:has(.card)').length > n, before, { timeout: 20_000 });
  for (const act of ['ansokan', 'beslut']) {
    const button = cards.last().locator('[data-action="act:' + act + '"]');
    must(await seen(button), 'in chat: no button ' + act);
    await button.click();
    await fill();
  }
  await be('Omar');
  const todo = page.locator('#stream', { hasText: 'meddela startdatum' });
  must(await seen(todo), 'in chat: the utförare was not asked');
  must(await page.locator('#rooms [role=tab]').count() === 3 && await seen(page.getByText('bara sina egna ärenden')), 'in chat: Omar sees other rooms than his own');
  must(!(await page.locator('#stream [data-action^="act:"]').count()), 'in chat: Omar is offered what only BIH may do');
  await accessible('as the utförare');
  await shoot('chatt-htj', page.locator('#chat'));
  await page.locator('.answer input').last().fill('Vi kan starta ' + await later(9) + '. Gemensamt hembesök behövs inte.');
  await page.locator('.answer button').last().click();
  must(await seen(page.locator('#stream', { hasText: 'Informera den enskilde om när insatsen startar' }), 20_000), 'in chat: the answer did not count');
  await be('Eva');
  must(await seen(page.locator('#stream .empty')), 'in chat: Eva sees the case of others');
  await be('Marit');
}

// home: the bot's own page.
async function home() {
  await page.locator('#rooms [role=tab]', { hasText: 'hemsida' }).click();
  must(await seen(page.locator('.home h3, .home .b-header')), 'home: the page is empty');
  await accessible('the bot\'s own page');
  await shoot('demo-hem');
  await page.locator('#rooms [role=tab]').first().click();
}

// hostile: what people write is shown as they wrote it, and does nothing.
async function hostile() {
  const nasty = '<img src=x onerror="document.title=\'taken\'"> <!channel> <script>document.title="taken"</script>';
  const title = await page.title();
  await page.locator('.answer input').last().fill(nasty);
  await page.locator('.answer button').last().click();
  must(await seen(page.locator('#stream').getByText(nasty)), 'hostile: the words are not shown as written in the chat');
  await page.locator('#compose').click();
  await page.locator('#w-subject').fill(nasty);
  await page.locator('#w-text').fill(nasty);
  await page.locator('.writing .primary').click();
  await page.locator('.row', { hasText: 'onerror' }).first().click();
  must(await seen(page.locator('.letter-text').getByText(nasty)), 'hostile: the words are not shown as written in the mail');
  must(await page.title() === title && !(await page.locator('img').count()), 'hostile: the words did something');
  await page.locator('.back').click();
}

// personal: a personnummer in a thread is answered, to the writer only.
async function personal() {
  await page.locator('.answer input').last().fill('Gäller 19121212-1212');
  await page.locator('.answer button').last().click();
  must(await seen(page.locator('.whisper', { hasText: 'personnummer' })), 'a personnummer in a thread was not answered');
  await page.locator('.whisper', { hasText: 'personnummer' }).first().scrollIntoViewIfNeeded();
  await shoot('demo-personnummer');
}

// keys: the menu of a card is used without a mouse.
async function keys() {
  const dots = page.locator('.post .dots').first(); // of the closed case: nothing changes there
  await dots.focus();
  await page.keyboard.press('Enter');
  must(await page.evaluate(() => document.activeElement?.getAttribute('role') === 'menuitem'), 'keys: the menu does not take the focus');
  await page.keyboard.press('ArrowDown');
  await accessible('a menu');
  await page.keyboard.press('Escape');
  must(await dots.evaluate((e) => e === document.activeElement), 'keys: the menu does not give the focus back');
}

if (!report.problems.length) {
  const once = first === 'komplett' ? [home, inChat, offline] : []; // one run of the slower ones is enough
  for (const scene of [twoAtOnce, ...once, hostile, personal, keys]) await scene().catch((e) => report.problems.push(scene.name + ': ' + e.message.split('\n').slice(0, 6).join(' ')));
}

await browser.close();
console.log(JSON.stringify(report));
