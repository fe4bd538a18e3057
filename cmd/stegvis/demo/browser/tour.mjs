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
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM || '/usr/bin/chromium', args: ['--no-sandbox'] });
const report = { deeds: [], problems: [], seconds: 0, checked: 0 };

async function open(options) {
  const page = await (await browser.newContext({ viewport: { width: 1440, height: 900 }, locale: 'sv-SE', ...options })).newPage();
  page.on('console', (m) => { if (['error', 'warning'].includes(m.type())) report.problems.push('console: ' + m.text()); });
  page.on('pageerror', (e) => report.problems.push('page: ' + e.message));
  page.on('requestfailed', (r) => { if (!r.url().includes('events') && r.failure()?.errorText !== 'net::ERR_ABORTED') report.problems.push('request: ' + r.url()); });
  page.on('request', (r) => { if (!r.url().startsWith(new URL(url).origin) && !r.url().startsWith('data:')) report.problems.push('left the machine: ' + r.url()); });
  await page.goto(url);
  await page.locator('#guide h2').waitFor();
  return page;
}

const page = await open({});
const title = () => page.locator('#guide h2').innerText();
const shoot = async (name, p = page) => { if (pictures) await p.screenshot({ path: pictures + '/' + name + '.png' }); };

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
  await shoot('ruta-' + (report.deeds.length + 1));
  await dialog.locator('[data-submit]').click();
  await dialog.waitFor({ state: 'hidden', timeout: 10_000 });
}

async function later(days) {
  const now = new Date(await page.locator('#now').getAttribute('datetime'));
  const day = new Date(+now + days * 86400e3);
  while ([0, 6].includes(day.getDay())) day.setDate(day.getDate() + 1);
  return day.toISOString().slice(0, 10);
}

async function deed() {
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
  await shoot('mejl-' + (report.deeds.length + 1));
  await page.locator('.writing .primary').click();
}

const started = Date.now();
await accessible('at the start');
await shoot('start');
if (first !== 'komplett') await page.locator('[data-sample=' + first + ']').click();
while (!(await page.locator('#guide [data-do=again]').count())) {
  if (report.deeds.length > 30) { report.problems.push('not closed after 30 deeds'); break; }
  await page.locator('#guide [data-do]').waitFor({ timeout: 20_000 });
  const at = await page.locator('#guide').innerText();
  const busy = await title();
  report.deeds.push(busy);
  await deed();
  await page.waitForFunction((before) => {
    const g = document.getElementById('guide');
    return g.innerText !== before && g.querySelector('[data-do]');
  }, at, { timeout: 30_000 }).catch(() => report.problems.push('the guide got stuck at ' + busy));
  if (report.problems.some((p) => p.includes('got stuck'))) break;
  await shoot('steg-' + report.deeds.length);
}
report.seconds = Math.round((Date.now() - started) / 1000);
await accessible('at the end');
for (const e of await page.locator('[data-unknown]').all()) report.problems.push('cannot draw ' + await e.getAttribute('data-unknown'));

// The same on a phone, and in the dark.
const phone = await open({ viewport: { width: 390, height: 844 }, colorScheme: 'dark' });
await accessible('on a phone, dark', phone);
const wide = await phone.evaluate(() => document.documentElement.scrollWidth - innerWidth);
if (wide > 0) report.problems.push('on a phone the page is ' + wide + ' px too wide');
await shoot('telefon', phone);
await phone.locator('[data-show=mail]').click();
await accessible('mail on a phone, dark', phone);
await shoot('telefon-mejl', phone);
const dark = await open({ colorScheme: 'dark' });
await accessible('dark', dark);
await shoot('mork', dark);

await browser.close();
console.log(JSON.stringify(report));
