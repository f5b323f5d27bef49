// The program, a browser and people who use them: what all tests share.

import { spawn, spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { chromium } from "playwright-core";

export const { SELFSAME, BROWSER, DESK, SCREENSHOTS } = process.env;
const PASSWORD = "a sentence is fine";
const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];

/** The server and the browser; `address` is where the desk is. */
export class Desk {
  static async open(more = []) {
    const desk = new Desk();
    const words = ["review", "--registry", "registry.db", "--listen", "127.0.0.1:0", ...more];
    desk.server = spawn(SELFSAME, words, { cwd: DESK, stdio: ["ignore", "ignore", "pipe"] });
    desk.address = await new Promise((resolve, reject) => {
      let said = "";
      desk.server.stderr.on("data", (text) => {
        said += text;
        const found = said.match(/https?:\/\/[^/\s]+/);
        if (found) resolve(found[0]);
      });
      desk.server.on("exit", (code) => reject(new Error(`the desk has ended with ${code}: ${said}`)));
    });
    // Quiet: no request of the browser's own.
    const quiet = ["--disable-background-networking", "--disable-component-update", "--disable-sync"];
    desk.browser = await chromium.launch({
      executablePath: BROWSER,
      args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", ...quiet],
    });
    return desk;
  }

  async close() {
    await this.browser?.close();
    this.server?.removeAllListeners("exit");
    this.server?.kill();
  }

  /** A page of somebody who has signed in, in a browser of their own; of nobody without a name. */
  async page(name, options = {}) {
    const viewport = { width: 1280, height: 900 };
    // The accessibility rules are run inside of the page, which its policy forbids to others.
    const context = await this.browser.newContext({ baseURL: this.address, viewport, bypassCSP: true, ...options });
    context.setDefaultTimeout(20_000);
    const page = await context.newPage();
    page.faults = [];
    page.on("request", (request) => {
      const url = request.url();
      if (!url.startsWith(this.address) && !url.startsWith("data:")) page.faults.push(`asks ${url}`);
    });
    page.on("pageerror", (error) => page.faults.push(`script: ${error.message}`));
    page.on("console", (said) => {
      // A page that is refused is told of in the console, too.
      const isRefusal = said.text().startsWith("Failed to load resource");
      if (said.type() === "error" && !isRefusal) page.faults.push(`console: ${said.text()}`);
    });
    if (name) {
      await page.goto("/sign-in");
      await page.fill("#name", name);
      await page.fill("#password", PASSWORD);
      await page.click("button[type=submit]");
      await page.waitForURL("**/");
    }
    return page;
  }

  /** Runs a night in which this CSV file has come. */
  night(name, csv) {
    mkdirSync(join(DESK, "inbox"), { recursive: true });
    writeFileSync(join(DESK, "inbox", `${name}.csv`), csv);
    const words = ["nightly", "--registry", "registry.db", "--inbox", "inbox", "--accept", "--out", `runs/${name}`];
    const night = spawnSync(SELFSAME, words, { cwd: DESK, encoding: "utf8" });
    if (night.status !== 0) throw new Error(`the night has ended with ${night.status}: ${night.stderr}`);
  }
}

export { PASSWORD };

/** What the accessibility rules find on a page. */
export async function violations(page) {
  await page.evaluate(`${AXE}; 0`);
  return page.evaluate(async (rules) => {
    const found = await window.axe.run(document, { runOnly: rules });
    if (found.passes.length < 5) throw new Error("the rules have not been run");
    return found.violations.map((one) => `${one.id}: ${one.nodes.map((node) => node.target.join(" ")).join(" | ")}`);
  }, RULES);
}

/** By how many pixels a page is wider than the window. */
export function overflow(page) {
  return page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
}

/** Presses a key and waits for the question that it leads to. */
export async function press(page, key) {
  const before = page.url();
  await page.keyboard.press(key);
  await page.waitForURL((url) => url.href !== before && url.pathname.startsWith("/pair/"));
  await page.waitForLoadState();
}

/** The rows of a CSV file of the made-up people, without quotes in the fields that matter. */
export function rows(name) {
  return readFileSync(join(DESK, "synth", name), "utf8").split("\n").filter(Boolean);
}
