// Numbers from 0 to 9999 in English words and in Chinese numerals, and what a reader types.
// tests/translate.test.mjs holds both to unrolled.tasks on all ten thousand.

import { bytesOf } from "../kit/packing.js";

const ONES = ("zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen"
  + " seventeen eighteen nineteen").split(" ");
const TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split(" ");
const NUMERALS = "零一二三四五六七八九";

export const LARGEST_NUMBER = 9999;

/** 105 -> one hundred and five, word by word. */
export function englishWords(number) {
  const [thousands, hundreds] = [Math.floor(number / 1000), Math.floor(number / 100) % 10];
  const words = [];
  if (thousands) words.push(ONES[thousands], "thousand");
  if (hundreds) words.push(ONES[hundreds], "hundred");
  let rest = number % 100;
  if (words.length && rest) words.push("and");
  if (rest >= 20) {
    words.push(TENS[Math.floor(rest / 10) - 2]);
    rest %= 10;
  }
  if (rest || !words.length) words.push(ONES[rest]);
  return words;
}

/** 105 -> 一百零五: a digit with its unit; zeros between digits are one 零; ten alone is 十, inside a numeral 一十. */
export function chineseNumeral(number) {
  let [written, skipped] = ["", false];
  for (const [unit, value] of [["千", 1000], ["百", 100], ["十", 10], ["", 1]]) {
    const digit = Math.floor(number / value) % 10;
    if (digit) written += (skipped ? "零" : "") + NUMERALS[digit] + unit;
    skipped = written !== "" && digit === 0;
  }
  if (number >= 10 && number < 20) written = written.slice(1);
  return written || "零";
}

/** Numbers that came as a bit each in base64, as a question: is this one among them? */
export function amongBits(text) {
  const bytes = bytesOf(text);
  return (number) => Boolean((bytes[number >> 3] >> (number & 7)) & 1);
}

/** What was typed as {number}, or why it is none: {reason, text}. Digits of a Chinese keyboard are digits, too. */
export function readWhole(typed) {
  const text = typed.normalize("NFKC").trim();
  if (text === "") return { reason: "empty", text };
  if (!/^\d+$/.test(text)) return { reason: "unreadable", text };
  const number = Number(text);
  return number <= LARGEST_NUMBER ? { number } : { reason: "range", text };
}
