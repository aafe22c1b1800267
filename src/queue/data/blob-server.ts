/** Tables on the server of a queue, by the SHA-256 of their bytes. */
export interface BlobServer {
  has(digest: string): Promise<boolean>;
  /** Throws UserError if the file does not have this digest. */
  put(digest: string, path: string): Promise<void>;
  /** Writes the table as a file, which appears when it is complete and has this digest. False if it is not there. Throws UserError for another one. */
  get(digest: string, bytes: number, path: string): Promise<boolean>;
  /** Removes all tables; returns how many there were. */
  clear(): Promise<number>;
}
