/** What stops a command for a reason outside our code: one sentence that says what and what to do. */
export class Refusal extends Error {
  name = 'Refusal';
}
