/** The kernels that are worth sharing with a team, and the units in which work is divided. */

/** Min multiply-adds, or elements, for sharing: below it, sharing costs more than it gains. */
export const PRODUCT_WORTH_SHARING = 300_000;
export const ELEMENTS_WORTH_SHARING = 20_000;
/** Cost of an element, in multiply-adds of a product. */
export const ELEMENT_COST = 20;
/** Units of division: columns in a cache line, rows that suit a tile, whole rows, elements of the optimizer's block. */
export const COLUMNS = 16;
export const ROWS = 6;
export const WHOLE_ROWS = 4;
export const ELEMENTS = 1024;
