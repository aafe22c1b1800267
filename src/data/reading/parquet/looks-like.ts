/** `PAR1`, and not the name of a column: the number that follows in Parquet is none of a text's characters. */
export function isParquet(head: Uint8Array): boolean {
  return /^PAR1[^ -~\r\n\t\x80-\xff]/.test(Buffer.from(head.subarray(0, 12)).toString('latin1'));
}
