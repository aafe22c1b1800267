/** One figure of a group for papers and slides, as SVG with colours of its own: the verdict, the loss, and the paired difference. */

import { UserError } from '../../base/errors.ts';
import type { ReportData } from '../document/report-data.ts';
import { verdictOf } from '../document/verdict.ts';
import { clean } from '../document/words.ts';
import { armPaint, paint, type ThemeName, withTheme } from '../figures/paints.ts';
import { differenceFigure, lossFigure } from '../html/curves.ts';
import { whatWasRun } from '../html/head.ts';
import { html, raw } from '../html/markup.ts';

const [WIDTH, MARGIN, LOSS_HEIGHT, DIFFERENCE_HEIGHT] = [760, 24, 300, 190];

/** Throws UserError for data without such a figure: several experiments, and sweeps. */
export function renderFigure({ groups, title }: ReportData, theme: ThemeName): string {
  const [group] = groups;
  if (groups.length !== 1 || group === undefined || group.bands === null) {
    throw new UserError('⟪output⟫: a figure shows one experiment with curves; name its metrics alone, or write .html');
  }
  const { arms, bands } = group;
  const { headline } = verdictOf(group);
  const words = title === null ? headline : [title];
  const inner = WIDTH - 2 * MARGIN;
  const loss = lossFigure(group, bands, 'step', { width: inner, height: LOSS_HEIGHT });
  const difference =
    arms[1] === undefined ? null : differenceFigure(group, bands, arms[1], { width: inner, height: DIFFERENCE_HEIGHT });
  const top = 60;
  const bottom = top + LOSS_HEIGHT + (difference === null ? 0 : DIFFERENCE_HEIGHT + 26);
  const height = bottom + 34;
  const at = (svg: string, y: number) => raw(svg.replace('<svg ', `<svg x="${MARGIN}" y="${y}" `));
  const text = words.map(piece =>
    typeof piece === 'string'
      ? clean(piece)
      : html`<tspan fill="${paint(armPaint(arms, piece.arm))}">${piece.text}</tspan>`,
  );
  const named = words.map(piece => (typeof piece === 'string' ? piece : piece.text)).join('');
  const figure = html`<svg xmlns="http://www.w3.org/2000/svg" role="img" width="${WIDTH}" height="${height}" viewBox="0 0 ${WIDTH} ${height}" font-family="IBM Plex Sans,system-ui,sans-serif">
<title>${named}</title><desc>${whatWasRun(group)}</desc>
<rect width="${WIDTH}" height="${height}" fill="${paint('paper')}"/>
<text x="${MARGIN}" y="40" font-size="${Math.min(22, Math.round(1250 / named.length))}" font-weight="600" fill="${paint('ink')}">${text}</text>
${at(loss, top)}
${difference !== null && html`<text x="${MARGIN}" y="${top + LOSS_HEIGHT + 20}" font-size="14" font-weight="600" fill="${paint('ink')}">The difference, pair by pair</text>${at(difference, top + LOSS_HEIGHT + 26)}`}
<text x="${MARGIN}" y="${height - 14}" font-size="11.5" fill="${paint('soft')}">${whatWasRun(group)}</text>
</svg>
`;
  return withTheme(figure.text, theme);
}
