/** Names of the form as identifiers that Promela, and the C that Spin makes of it, can take. */

/** Words of Promela and C, and what Spin's own C calls things. */
const RESERVED = new Set(
  `active assert atomic bit bool break byte c_code c_decl c_expr c_state c_track chan d_step do else empty enabled eval false fi for full get_priority goto
  hidden if in init inline int len local ltl mtype nempty never nfull notrace np_ od of pc_value pid printf printm priority proctype provided return run select
  set_priority short show skip timeout trace true typedef unless unsigned unless xr xs auto case char const continue default double enum extern float long
  register signed sizeof static struct switch union void volatile while now this main stdin stdout stderr errno free malloc read write open close exit abort
  _pid _nr_pr _last STDIN`.split(/\s+/),
);

/** Gives each name an identifier of its own, the same for the same name. `prefix` stands before all. */
export function identifiers(prefix: string): (kind: string, name: string) => string {
  const given = new Map<string, string>();
  const taken = new Set<string>();
  return (kind, name) => {
    const key = `${kind} ${name}`;
    const known = given.get(key);
    if (known !== undefined) return known;
    const plain = prefix + name.replace(/[^A-Za-z0-9_]+/g, '_').replace(/^(?=\d)|^_+(?=.)/, prefix === '' ? 'x' : '');
    let identifier = RESERVED.has(plain) ? `${plain}_` : plain;
    for (let nth = 2; taken.has(identifier); nth++) identifier = `${plain}_${nth}`;
    taken.add(identifier);
    given.set(key, identifier);
    return identifier;
  };
}

/** Text that may stand in a comment. */
export function comment(text: string): string {
  return `/* ${text.replaceAll('*/', '* /').replace(/\s+/g, ' ')} */`;
}
