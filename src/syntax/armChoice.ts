/** Decides, while a file is split, which arm's braces count where the arms of a group differ: the same condition gets the same answer throughout an item. */
import { type Condition, conditionOf, negate, satisfy } from './conditions.ts';
import type { Directive } from './directives.ts';

export interface ArmChoice {
  /**
   * Index of the arm to take, `arms.length` for "none of them": the first preferred one that agrees with what was picked before, else the first that
   * agrees, else 0.
   */
  pick(text: string, arms: readonly Directive[], preferred: (arm: number) => boolean): number;
}

export function newArmChoice(): ArmChoice {
  let held: Condition[] = [];
  return {
    pick(text, arms, preferred) {
      const before: Condition[] = [];
      const possible: { arm: number; conditions: Condition[] }[] = [];
      for (let arm = 0; arm <= arms.length; arm++) {
        const directive = arms[arm];
        const own = directive === undefined ? [] : [conditionOf(text, directive)];
        const conditions = [...held, ...before, ...own];
        if (satisfy(conditions) !== undefined) possible.push({ arm, conditions });
        before.push(...own.map(negate));
      }
      const taken = possible.find((p) => preferred(p.arm)) ?? possible[0];
      if (taken === undefined) return 0;
      held = taken.conditions;
      return taken.arm;
    },
  };
}
