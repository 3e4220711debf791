// feelin (MIT) on models of the kit: decisions a CPU second, as one line of JSON. Run by `benchmarks.decisions --node FOLDER`
// in a folder where feelin is installed; it is no dependency of ours. feelin evaluates FEEL expressions; what stands around
// them in a model (requirements, tables, contexts, invocations) is done here in the plainest way. Reads from standard input
// a list of {name, model, decision, facts, expected}; a wrong answer is refused.
import { readFileSync } from 'node:fs';
import { evaluate, unaryTest } from 'feelin';

function value(logic, scope) {
  const forms = {
    Literal: () => evaluate(logic.text, scope).value,
    Entries: () => entries(logic.entries, scope),
    Invocation: () => invoke(logic, scope),
    FunctionLogic: () => (...given) =>
      value(logic.body, { ...scope, ...Object.fromEntries(logic.parameters.map((name, at) => [name, given[at]])) }),
    Table: () => table(logic, scope),
  };
  return forms[logic.kind]();
}

function entries(parts, scope) {
  const seen = { ...scope }, made = {};
  for (const [name, logic] of parts) {
    const found = value(logic, seen);
    if (!name) return found;
    seen[name] = made[name] = found;
  }
  return made;
}

function invoke(logic, scope) {
  const target = scope[logic.callee];
  const given = Object.fromEntries(logic.bindings.map(([name, part]) => [name, value(part, scope)]));
  return target(...target.parameters.map((name) => given[name]));
}

function table(logic, scope) {
  const inputs = logic.inputs.map((text) => evaluate(text, scope).value);
  const hit = logic.rules.filter(([tests]) =>
    tests.every((test, at) => test === '-' || unaryTest(test, { ...scope, '?': inputs[at] }).value));
  const results = hit.map(([, [text]]) => evaluate(text, scope).value);
  return logic.aggregation === 'SUM' ? results.reduce((a, b) => a + b, 0) : results[0];
}

function decide(model, name, facts, known) {
  if (name in known) return known[name];
  if (name in facts) return facts[name];
  const element = model[name];
  const scope = {};
  for (const each of element.requires) scope[each] = decide(model, each, facts, known);
  let found = value(element.logic, scope);
  if (element.logic.kind === 'FunctionLogic') found.parameters = element.logic.parameters;
  known[name] = found;
  return found;
}

const rates = {};
for (const { name, model, decision, facts, expected } of JSON.parse(readFileSync(0, 'utf8'))) {
  const got = decide(model, decision, facts, {});
  if (got !== expected) throw new Error(`${name}: ${JSON.stringify(got)} is not ${JSON.stringify(expected)}`);
  let best = 0;
  for (let slice = 0; slice < 5; slice++) {
    const begun = process.cpuUsage();
    let runs = 0, spent = 0;
    while (spent < 300000) {
      for (let n = 0; n < 20; n++) decide(model, decision, facts, {});
      runs += 20;
      const { user, system } = process.cpuUsage(begun);
      spent = user + system;
    }
    best = Math.max(best, (runs / spent) * 1e6);
  }
  rates[name] = best;
}
console.log(JSON.stringify(rates));
