/**
 * The colours of pages and figures. A paint in a page is a variable with a fallback, so that it follows the theme, and is right
 * where style sheets are blocked; a figure by itself has the colour.
 */

import type { Arm } from '../../events/events.ts';

export type ThemeName = 'light' | 'dark';
export type PaintName = 'ink' | 'soft' | 'line' | 'paper' | 'baseline' | 'batchnorm' | 'third' | 'fourth';

export const themes: Readonly<Record<ThemeName, Readonly<Record<PaintName, string>>>> = {
  light: {
    ink: '#1b1f24',
    soft: '#57616c',
    line: '#dfe3e8',
    paper: '#ffffff',
    baseline: '#b04a00',
    batchnorm: '#0067a8',
    third: '#8a2f8a',
    fourth: '#2f6f3a',
  },
  dark: {
    ink: '#e8ebee',
    soft: '#a3adb8',
    line: '#333a42',
    paper: '#14181c',
    baseline: '#f2a065',
    batchnorm: '#63b8f5',
    third: '#dd9be0',
    fourth: '#86cf94',
  },
};

export const themeNames = Object.keys(themes) as readonly ThemeName[];

export function paint(name: PaintName): string {
  return `var(--${name},${themes.light[name]})`;
}

const others: readonly PaintName[] = ['baseline', 'batchnorm', 'third', 'fourth'];

/** The colour of an arm: bntrain's own arms keep theirs, and others have those that are left, by their place. */
export function armPaint(arms: readonly Arm[], arm: Arm): PaintName {
  if (arm === 'baseline' || arm === 'batchnorm') return arm;
  const free = others.filter(name => !arms.includes(name));
  const place = arms.filter(each => each !== 'baseline' && each !== 'batchnorm').indexOf(arm);
  return free[Math.max(0, place) % free.length]!;
}

/** The svg with the colours of a theme instead of variables. */
export function withTheme(svg: string, theme: ThemeName): string {
  return svg.replaceAll(/var\(--([a-z]+),#[0-9a-f]{6}\)/g, (all, name: string) =>
    Object.hasOwn(themes[theme], name) ? themes[theme][name as PaintName] : all,
  );
}
