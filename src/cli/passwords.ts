/** Passwords in URLs of queues, which no output has. */

/** From the user to the last '@', because a password may have one too. */
const PASSWORD = /\b((?:postgres(?:ql)?|rediss?):\/\/[^\s:/?#@]*):[^\s?]*@/gi;

/** A text, such as an argument or a message, with the URLs of queues without their passwords. */
export function withoutPasswords(text: string): string {
  return text.replaceAll(PASSWORD, '$1@');
}
