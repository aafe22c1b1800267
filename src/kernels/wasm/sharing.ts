/** What is worth handing out to a team, and where work may be divided. */

/** Multiply-adds, or elements, below which handing a kernel out costs more than it gains. */
export const PRODUCT_WORTH_SHARING = 300_000;
export const ELEMENTS_WORTH_SHARING = 20_000;
/** What an element costs, in multiply-adds of a product. */
export const ELEMENT_COST = 20;
/** Columns to a cache line, rows that suit a tile, whole rows at once, elements of the optimizer's block. */
export const COLUMNS = 16;
export const ROWS = 6;
export const WHOLE_ROWS = 4;
export const ELEMENTS = 1024;
