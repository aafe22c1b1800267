/** The figure as PNG: the same bytes on each machine, as long as the shipped font has all of its characters. */

import type { Warn } from '../../base/warn.ts';
import type { ReportData } from '../document/report-data.ts';
import type { Rendering } from '../formats.ts';
import { renderFigure } from './figure.ts';
import { systemFontsFor } from './font/system-fonts.ts';
import { fontFiles, missingIn } from './font/typeface.ts';
import { loadResvg } from './resvg.ts';

export async function renderPng(data: ReportData, { look, setting, warn }: Rendering): Promise<Uint8Array> {
  const Resvg = await loadResvg(setting);
  const svg = renderFigure(data, { look, setting });
  const fonts = [...fontFiles, ...otherFonts(svg, setting, warn)];
  const options = {
    fitTo: { mode: 'zoom', value: look.scale },
    font: { fontBuffers: fonts, defaultFontFamily: 'IBM Plex Sans', sansSerifFamily: 'IBM Plex Sans' },
  } as const;
  const drawing = new Resvg(svg, options);
  const image = drawing.render();
  try {
    return image.asPng();
  } finally {
    image.free();
    drawing.free();
  }
}

/** For characters such as those of a table's name in Chinese. */
function otherFonts(svg: string, setting: string, warn: Warn): Uint8Array[] {
  const missing = missingIn(svg);
  if (missing.size === 0) return [];
  const sample = [...missing]
    .slice(0, 5)
    .map(codePoint => String.fromCodePoint(codePoint))
    .join('');
  const fonts = systemFontsFor(missing);
  const drawn = missing.size === 0 ? 'fonts of this machine draw them' : 'no font of this machine has all of them';
  warn(
    `${setting}: IBM Plex Sans lacks characters such as ${sample}; ${drawn}, so the bytes of the PNG depend on it`,
    'font',
  );
  return fonts;
}
