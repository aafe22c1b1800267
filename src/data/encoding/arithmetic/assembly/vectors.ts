// Four float32 as two pairs of float64.

/** The first two. */
// @ts-ignore: decorator
@inline
export function lowOf(v: v128): v128 {
  return f64x2.promote_low_f32x4(v);
}

/** The last two. */
// @ts-ignore: decorator
@inline
export function highOf(v: v128): v128 {
  return f64x2.promote_low_f32x4(v128.shuffle<i64>(v, v, 1, 1));
}

/** Rounded to four float32. */
// @ts-ignore: decorator
@inline
export function rounded(low: v128, high: v128): v128 {
  return v128.shuffle<i64>(f32x4.demote_f64x2_zero(low), f32x4.demote_f64x2_zero(high), 0, 2);
}
