// What staff do at the review desk, in a real browser.

import assert from "node:assert/strict";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { Desk, PASSWORD, SCREENSHOTS, overflow, press, rows, violations } from "./desk.mjs";

let desk;
before(async () => { desk = await Desk.open(); });
after(() => desk.close());

const path = (page) => new URL(page.url()).pathname;
const answers = (page) => page.locator(".last > li").count();

/** The first question of the list that nobody else has. */
function freeQuestion(page) {
  return page.locator("tbody tr").filter({ hasNotText: "somebody has it" }).locator("th a").first();
}

/** Where it is. */
async function firstQuestion(page) {
  await page.goto("/");
  return freeQuestion(page).getAttribute("href");
}

/** The id of a client of several records, from the questions of the queue. */
async function clientOfSeveral(page) {
  await page.goto("/");
  const links = await page.locator("tbody th a").evaluateAll((all) => all.map((one) => one.getAttribute("href")));
  for (const link of links) {
    await page.goto(link);
    const client = page.locator("h3:has(+ ul) a[href^='/client/']").first();
    if (await client.count()) return (await client.getAttribute("href")).split("/").pop();
  }
  throw new Error("no client of several records is asked about");
}

// First, before anybody has done anything.
test("pictures for the README", { skip: !SCREENSHOTS }, async () => {
  const page = await desk.page("supervisor");
  await page.goto("/");
  await page.screenshot({ path: join(SCREENSHOTS, "queue.png") });
  await press(page, "n");
  await page.screenshot({ path: join(SCREENSHOTS, "pair.png") });
  await page.goto(`/client/${await clientOfSeveral(page)}`);
  await page.screenshot({ path: join(SCREENSHOTS, "client.png") });
  await page.context().close();
});

test("a reviewer signs in and works ten questions by the keys alone", async () => {
  const page = await desk.page();
  await page.goto("/");
  await page.waitForURL("**/sign-in");
  await page.keyboard.press("Tab");
  await page.keyboard.type("ada");
  await page.keyboard.press("Tab");
  await page.keyboard.type(PASSWORD);
  await page.keyboard.press("Enter");
  await page.waitForURL("**/");
  const open = () => page.locator("dd[data-count=open]").textContent().then(Number);
  const before = await open();
  await press(page, "n");
  const seen = new Set();
  const keys = ["d", "s", "t", "c", "d", "s", "t", "r", "p", "d"];
  let given = 0;
  for (let key of keys) {
    assert.ok(!seen.has(path(page)), `${path(page)} is asked twice`);
    seen.add(path(page));
    // Two certificates cannot be said to be one.
    if (key === "s" && (await page.locator("[data-key=s]").count()) === 0) key = "d";
    if ("rp".includes(key)) {
      await page.keyboard.press("/");
      await page.keyboard.type("keys in a reason answer nothing: s d t");
      await page.keyboard.press("Escape");
    }
    given += "dst".includes(key) ? 1 : 0;
    await press(page, key);
    assert.equal(await answers(page), given, `after ${key} on ${[...seen].pop()}`);
  }
  await page.goto("/");
  assert.equal(await open(), before - keys.length);
  // Nothing of a record stays in the browser.
  const kept = await page.evaluate(() => [...Object.keys(localStorage), ...Object.keys(sessionStorage)]);
  assert.deepEqual(kept.filter((name) => name !== "keys"), []);
  assert.deepEqual(page.faults, []);
  await page.context().close();
});

test("every answer can be reached by the tab key, in the order of the page", async () => {
  const page = await desk.page("ada");
  await press(page, "n");
  await page.focus("#why");
  const order = [];
  for (let step = 0; step < 8; step += 1) {
    await page.keyboard.press("Tab");
    order.push(await page.evaluate(() => document.activeElement.value || document.activeElement.textContent));
  }
  const expected = ["same", "different", "twins_or_siblings", "cannot_tell", "supervisor", "provider", "queue"];
  const has = (await page.locator("[value=same]").count()) ? expected : expected.slice(1);
  assert.deepEqual(order.slice(0, has.length), has);
  const before = await answers(page);
  await page.focus("[value=different]");
  await press(page, "Enter");
  assert.equal(await answers(page), before + 1);
  await page.context().close();
});

test("an answer is taken back by a key and can be given anew", async () => {
  const page = await desk.page("ada");
  await press(page, "n");
  const question = path(page);
  await press(page, "t");
  await press(page, "u");
  assert.equal(path(page), question);
  await page.getByText("it was taken back").first().waitFor();
  assert.match(await page.locator(".last > li").first().textContent(), /taken back/);
  await press(page, "d");
  await page.goto(question);
  await page.getByText('ada said "').first().waitFor();
  await page.context().close();
});

test("keys can be switched off, and stay off", async () => {
  const page = await desk.page("ada");
  await press(page, "n");
  await page.uncheck("#keys");
  const question = page.url();
  await page.locator("h1").click();
  await page.keyboard.press("d");
  await page.reload();
  await page.keyboard.press("d");
  await page.waitForTimeout(300);
  assert.equal(page.url(), question);
  await page.check("#keys");
  await page.locator("h1").click();
  await press(page, "d");
  await page.context().close();
});

test("a question whose record is sent anew meanwhile takes no answer and says why", async () => {
  const page = await desk.page("bea");
  await page.goto("/");
  const [header, ...records] = rows("submissions.csv");
  const ids = new Map(records.map((row) => [row.split(",")[0], row]));
  const links = await page.locator("tbody th a").evaluateAll((all) => all.map((one) => one.getAttribute("href")));
  let found;
  for (const link of links) {
    await page.goto(link);
    const heads = await page.locator(".sides thead .from").allTextContents();
    found = heads.map((head) => head.match(/record (\S+?);/)?.[1]).find((id) => ids.has(id));
    if (found && (await page.locator("[value=different]").count())) break;
  }
  const place = header.split(",").indexOf("first_name");
  const values = ids.get(found).split(",");
  values[place] = "Zebulon";
  desk.night("submissions-anew", `${header}\n${values.join(",")}\n`);
  await page.click("[value=different]");
  await page.getByText("A source has sent one of the records anew").waitFor();
  assert.deepEqual(await violations(page), []);
  await page.getByRole("link", { name: "See what the source has changed" }).click();
  await page.locator(".sides tr", { hasText: "First name" }).locator("mark").first().waitFor();
  assert.match(await page.locator(".sides tr", { hasText: "First name" }).first().textContent(), /Zebulon/);
  await page.context().close();
});

test("of two browsers only one has a question, and the other goes on", async () => {
  const [one, other] = [await desk.page("bea"), await desk.page("cyd")];
  await one.goto("/next");
  const question = path(one);
  await one.locator("[value=different]").waitFor();
  await other.goto(question);
  await other.getByText("bea has this question before them").waitFor();
  assert.equal(await other.locator("[name=answer]").count(), 0);
  await other.keyboard.press("d");
  await press(other, "n");
  assert.notEqual(path(other), path(one));
  await other.locator("[value=different]").waitFor();
  await other.goto("/");
  assert.ok(await other.getByText("somebody has it").count());
  // The one leaves it for another: now it is free.
  await press(one, "n");
  await other.goto(question);
  await other.locator("[value=different]").waitFor();
  await one.context().close();
  await other.context().close();
});

test("a client shows what is known, from where, and its records", async () => {
  const page = await desk.page("ada");
  const client = await clientOfSeveral(page);
  await page.goto(`/client/${client}`);
  assert.ok((await page.locator("article.record").count()) > 1);
  assert.match(await page.locator("#golden + .scroll tbody tr").first().textContent(), /record/);
  await page.getByText("the client was made").waitFor();
  await page.locator("article.record summary").first().click();
  await page.locator("article.record dl").first().waitFor({ state: "visible" });
  await page.goto("/search");
  await page.fill("#id", client);
  await page.keyboard.press("Enter");
  await page.waitForURL(`**/client/${client}`);
  assert.deepEqual(page.faults, []);
  await page.context().close();
});

test("a supervisor takes a client apart after seeing what it would be", async () => {
  const page = await desk.page("supervisor");
  const client = await clientOfSeveral(page);
  await page.goto(`/client/${client}`);
  const records = await page.locator("article.record").count();
  await page.locator("article.record input[type=checkbox]").first().check();
  await page.getByRole("button", { name: "Show what it would be" }).click();
  await page.getByText("Nothing is done yet").waitFor();
  assert.deepEqual(await violations(page), []);
  const halves = await page.locator(".halves section").evaluateAll((all) =>
    all.map((half) => half.querySelectorAll("ul > li").length));
  assert.deepEqual(halves, [records - 1, 1]);
  await page.fill("#why", "another child's record");
  await page.getByRole("button", { name: "Take apart" }).click();
  await page.waitForURL((url) => /^\/client\/[^/]+$/.test(url.pathname));
  assert.notEqual(path(page), `/client/${client}`);
  assert.equal(await page.locator("article.record").count(), 1);
  await page.goto(`/client/${client}`);
  assert.equal(await page.locator("article.record").count(), records - 1);
  await page.context().close();
});

test("a viewer looks and is refused whatever changes something", async () => {
  const page = await desk.page("viewer");
  const question = await firstQuestion(page);
  assert.equal(await page.locator("[data-key=n]").count(), 0);
  await page.goto(question);
  assert.equal(await page.locator("[name=answer]").count(), 0);
  await page.keyboard.press("d");
  assert.equal(path(page), new URL(question, desk.address).pathname);
  for (const refused of ["/next", "/log"]) {
    const answer = await page.goto(refused);
    assert.equal(answer.status(), 403, refused);
    await page.getByText("Your role does not allow this").waitFor();
  }
  await page.context().close();
});

test("without scripts everything works", async () => {
  const page = await desk.page("cyd", { javaScriptEnabled: false });
  await page.selectOption("#place", "queue");
  await page.click(".filters button");
  await freeQuestion(page).click();
  const first = path(page);
  await page.fill("#why", "two children");
  await page.click("[value=different]");
  await page.waitForURL((url) => url.pathname.startsWith("/pair/") && url.pathname !== first);
  await page.locator(".last button").first().click();
  await page.waitForURL(`**${first}*`);
  await page.locator(".notice", { hasText: "taken back" }).waitFor();
  await page.locator("summary").first().click();
  await page.getByRole("button", { name: "Sign out" }).click();
  await page.waitForURL("**/sign-in");
  await page.context().close();
});

/** A person of the registry as a provider would type them in. */
function someone() {
  const [header, ...all] = rows("submissions.csv").map((row) => row.split(","));
  const named = ["first_name", "last_name", "birth_date", "sex", "street", "city", "state", "zip"];
  const values = (row) => Object.fromEntries(named.map((name) => [name, row[header.indexOf(name)]]));
  const isTold = (one) => named.every((name) => /^[\w -]+$/.test(one[name] ?? "")) && /^[FM]$/.test(one.sex);
  return all.map(values).find((one) => isTold(one) && /^\d{4}-/.test(one.birth_date));
}

/** Types a person into the entry form. */
async function fillIn(page, person) {
  for (const [name, value] of Object.entries({ ...person, source: "Mill River Clinic" })) {
    const control = page.locator(`#${name}`);
    const isChoice = (await control.evaluate((element) => element.tagName)) === "SELECT";
    await (isChoice ? control.selectOption(value) : control.fill(value));
  }
}

test("a record is typed in, its person is found, and it is there at once", async () => {
  const page = await desk.page("cyd");
  await page.goto("/entry");
  const person = someone();
  await fillIn(page, person);
  await page.click("[value=look]");
  await page.getByText("Nothing is made yet").waitFor();
  await page.getByRole("button", { name: /^Same person as client/ }).first().click();
  await page.getByRole("status").getByText("The record is in the registry as").waitFor();
  await page.getByRole("link", { name: "to its client" }).click();
  await page.waitForURL("**/client/*");
  assert.match(await page.locator("main").textContent(), /Mill River Clinic/);
  assert.deepEqual(page.faults, []);
  await page.context().close();
});

test("no page breaks a rule of WCAG 2.2 AA or is wider than its window", async () => {
  const asked = await desk.page("administrator");
  const question = await firstQuestion(asked);
  const client = await clientOfSeveral(asked);
  await asked.goto("/samples");
  await asked.fill("#size", "20");
  await asked.click("main button[type=submit]");
  await asked.context().close();
  const signedIn = ["/", "/?place=supervisor", question, `/client/${client}`, "/search", "/search?id=nobody", "/entry",
    "/runs", "/senders", "/samples", "/samples/0/next", "/log", "/nothing", "/report"];
  for (const width of [1280, 390]) {
    const options = { viewport: { width, height: 900 } };
    const stranger = await desk.page(undefined, options);
    const administrator = await desk.page("administrator", options);
    const check = async (page, what) => {
      assert.deepEqual(await violations(page), [], `${what} at ${width}`);
      assert.ok((await overflow(page)) <= 0, `${what} is too wide at ${width}`);
    };
    await stranger.goto("/sign-in");
    await check(stranger, "sign in");
    await stranger.getByText("Every look at one is written down").waitFor();
    await stranger.fill("#name", "nobody");
    await stranger.fill("#password", "nothing at all");
    await stranger.keyboard.press("Enter");
    await stranger.getByRole("alert").waitFor();
    await check(stranger, "sign in, refused");
    for (const one of signedIn) {
      await administrator.goto(one);
      for (const details of await administrator.locator("details").all()) {
        await details.evaluate((element) => { element.open = true; });
      }
      await check(administrator, one);
    }
    await administrator.goto("/search");
    await administrator.fill("#last_name", someone().last_name);
    await administrator.click("main button[type=submit]");
    await administrator.locator("main table a").first().waitFor();
    await check(administrator, "search, found");
    await administrator.goto("/entry");
    await fillIn(administrator, someone());
    await administrator.click("[value=look]");
    await administrator.locator("[value=new]").waitFor();
    await check(administrator, "entry, candidates");
    assert.deepEqual([...stranger.faults, ...administrator.faults], []);
    await stranger.context().close();
    await administrator.context().close();
  }
});

// Last: it opens a second desk before the registry, whose answers the first one does not know of.
test("by TLS people sign in and answer, and the cookie goes no other way", async () => {
  const file = (name) => join(import.meta.dirname ?? new URL(".", import.meta.url).pathname, name);
  const tls = ["--tls-certificates", file("localhost.pem"), "--tls-key", file("localhost.key.pem")];
  const desk = await Desk.open(tls);
  try {
    assert.match(desk.address, /^https:/);
    const page = await desk.page("ada", { ignoreHTTPSErrors: true });
    const [cookie] = await page.context().cookies();
    assert.equal(cookie.name, "__Host-selfsame");
    assert.ok(cookie.secure && cookie.httpOnly && cookie.sameSite === "Strict");
    await press(page, "n");
    const before = await answers(page);
    await press(page, "d");
    assert.equal(await answers(page), Math.min(before + 1, 20));
  } finally {
    await desk.close();
  }
});
