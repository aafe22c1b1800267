/** A real browser without a network: the one that `$CHROME_PATH` names, or one that comes as a package. */

import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';

const flags = [
  '--no-sandbox',
  '--disable-gpu',
  '--no-zygote',
  '--lang=en-US',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** Starts before the tests of a suite and ends after them. */
export function browserForSuite(): () => Browser {
  let browser: Browser;
  let folder: string;
  before(async function () {
    this.timeout(120_000);
    folder = mkdtempSync(join(tmpdir(), 'bntrain-browser-'));
    const given = process.env.CHROME_PATH;
    browser = await chromium.launch({
      args: flags,
      ...(given === undefined ? await unpack(folder) : { executablePath: given }),
    });
  });
  after(async () => {
    await browser?.close();
    rmSync(folder, { recursive: true, force: true });
  });
  return () => browser;
}

/**
 * Unpacks the browser to a folder. The package takes the folder for temporary files, and brings libraries that the system may lack
 * only where it believes to be in AWS Lambda. It also names a folder of fonts, with which the browser crashes where the system has
 * fonts.
 */
async function unpack(folder: string): Promise<{ executablePath: string; env: Record<string, string> }> {
  const env = { ...process.env };
  Object.assign(process.env, { AWS_LAMBDA_JS_RUNTIME: 'nodejs20.x', TMPDIR: folder });
  try {
    const { default: packed } = await import('@sparticuz/chromium');
    const executablePath = await packed.executablePath();
    return {
      executablePath,
      env: { ...(env as Record<string, string>), LD_LIBRARY_PATH: process.env.LD_LIBRARY_PATH! },
    };
  } finally {
    for (const name of Object.keys(process.env)) if (!(name in env)) delete process.env[name];
    Object.assign(process.env, env);
  }
}

/** The address at which a page is shown. Nothing else answers. */
const ADDRESS = 'http://report.example/';

export interface Shown {
  readonly page: Page;
  /** Requests for anything but the page. */
  readonly requests: readonly string[];
  /** Errors in the console, scripts that were refused included. */
  readonly errors: readonly string[];
}

/** Shows a page in a context of its own, and closes it after `use`. `headers` are those of a server. */
export async function withPage<T>(
  browser: Browser,
  html: string,
  use: (shown: Shown) => Promise<T>,
  { headers = {}, ...options }: BrowserContextOptions & { headers?: Record<string, string> } = {},
): Promise<T> {
  const context = await browser.newContext({ locale: 'en-US', reducedMotion: 'reduce', ...options });
  const [requests, errors]: [string[], string[]] = [[], []];
  try {
    await context.route('**/*', route => {
      const url = route.request().url();
      if (url === ADDRESS) return route.fulfill({ body: html, contentType: 'text/html; charset=utf-8', headers });
      requests.push(url);
      return route.abort();
    });
    const page = await context.newPage();
    page.on('console', message => message.type() === 'error' && errors.push(message.text()));
    page.on('pageerror', error => errors.push(error.message));
    page.on('dialog', dialog => {
      errors.push(`a dialog: ${dialog.message()}`);
      return dialog.dismiss();
    });
    await page.goto(ADDRESS);
    return await use({ page, requests, errors });
  } finally {
    await context.close();
  }
}

const axe = createRequire(import.meta.url).resolve('axe-core/axe.min.js');

/** What axe-core finds against WCAG 2.2 A and AA and its best practices, as "rule: element". The page has to be shown with `bypassCSP`. */
export async function accessibilityFindings(page: Page): Promise<string[]> {
  await page.addScriptTag({ path: axe });
  return page.evaluate(async () => {
    const { violations } = await (globalThis as any).axe.run();
    return violations.flatMap(({ id, nodes }: { id: string; nodes: { target: string[] }[] }) =>
      nodes.map(({ target }) => `${id}: ${target.join(' ')}`),
    );
  });
}

/** How many pixels of a PNG have about a colour. */
export async function colorsOf(
  browser: Browser,
  png: Buffer,
): Promise<(color: readonly [number, number, number]) => number> {
  const page = await browser.newPage();
  try {
    const pixels = (await page.evaluate(`(async () => {
      const bytes = Uint8Array.from(atob('${png.toString('base64')}'), byte => byte.charCodeAt(0));
      const image = await createImageBitmap(new Blob([bytes]));
      const context = new OffscreenCanvas(image.width, image.height).getContext('2d');
      context.drawImage(image, 0, 0);
      return [...new Uint32Array(context.getImageData(0, 0, image.width, image.height).data.buffer)];
    })()`)) as number[];
    return ([red, green, blue]) => {
      const isNear = (value: number, wanted: number) => Math.abs((value & 255) - wanted) < 24;
      return pixels.filter(pixel => isNear(pixel, red) && isNear(pixel >>> 8, green) && isNear(pixel >>> 16, blue))
        .length;
    };
  } finally {
    await page.close();
  }
}
