const missing = (count: number): string => (count === 1 ? 'that is not found here' : 'none of them is found here');

export const messages = {
  unused: ({ rules }: { rules: readonly string[] }): string =>
    `this allows ${rules.join(', ')}, but ${missing(rules.length)}; remove it, or move it to the line that it is about`,
};
