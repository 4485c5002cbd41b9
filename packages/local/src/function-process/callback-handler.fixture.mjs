// A function in the style that Lambda's runtime refuses since Node.js 24.
export function handler(_event, _context, callback) {
  callback(null, "done");
}
