/**
 * The start of a payload that nobody could read, made safe to look at: as UTF-8, with everything that steers a terminal, hides or turns
 * text round (control and format characters, lone surrogates, what is no UTF-8) written as `\u{…}`.
 */
export function excerptOf(start: Uint8Array): string {
  const text = new TextDecoder('utf-8').decode(start);
  return text.replaceAll(
    /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}\uFFFD]/gu,
    (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`,
  );
}
