// The page's own part: examples to begin with, and under each answer what it cost and how fresh it is.
"use strict";

const endpoint = location.pathname;
const element = (id) => document.getElementById(id);
const root = ReactDOM.createRoot ? ReactDOM.createRoot(element("graphiql")) : null;

async function asked(parameters, options) {
  const started = performance.now();
  const response = await fetch(endpoint, {
    method: "POST",
    headers: {
      ...(options && options.headers),
      "content-type": "application/json",
      accept: "application/graphql-response+json, application/json;q=0.9",
    },
    body: JSON.stringify(named(parameters)),
  });
  const answer = await read(response);
  if (parameters.operationName !== "IntrospectionQuery") {
    show(answer, response.status, performance.now() - started);
  }
  return answer;
}

// The editor goes on naming the operation that stood in it before an example took its place.
function named({ operationName, ...others }) {
  const there = operationName && new RegExp(`\\b${operationName}\\b`).test(others.query);
  return there ? { operationName, ...others } : others;
}

async function read(response) {
  const text = await response.text();
  try {
    return JSON.parse(text);
  } catch {
    return { errors: [{ message: `The answer (HTTP ${response.status}) is not JSON.`, extensions: { text } }] };
  }
}

function show(answer, status, milliseconds) {
  const { cost, freshness = [] } = answer.extensions || {};
  const errors = (answer.errors || []).length;
  const words = [`HTTP ${status}`, `${Math.round(milliseconds)} ms`];
  if (cost) words.push(`${counted(cost.calls, "call")} to ${counted(cost.systems, "system")}`);
  if (errors) words.push(counted(errors, "error"));
  element("cost").textContent = words.join(" · ");
  element("cost").className = errors ? "wrong" : "";
  element("freshness").replaceChildren(...freshness.map(stamp));
}

function stamp({ system, state, ageSeconds, asOf, fetchedAt, errorCode }) {
  const item = document.createElement("li");
  const age = document.createElement("small");
  item.className = state;
  item.title = [asOf && `true at ${asOf}`, fetchedAt && `fetched at ${fetchedAt}`, errorCode].filter(Boolean).join(", ");
  age.textContent = ` ${errorCode || state.toLowerCase()}${ageSeconds ? `, ${aged(ageSeconds)} old` : ""}`;
  item.append(system, age);
  return item;
}

function aged(seconds) {
  if (seconds < 120) return `${Math.round(seconds)} s`;
  return seconds < 7200 ? `${Math.round(seconds / 60)} min` : `${Math.round(seconds / 3600)} h`;
}

function counted(number, word) {
  return `${number} ${word}${number === 1 ? "" : "s"}`;
}

function render(properties) {
  const page = React.createElement(GraphiQL, { fetcher: asked, shouldPersistHeaders: false, ...properties });
  if (root) root.render(page);
  else ReactDOM.render(page, element("graphiql"));
}

async function begin() {
  const examples = await (await fetch(`${endpoint}/ide/examples.json`)).json();
  const choice = element("examples");
  choice.append(new Option("choose one…", ""), ...examples.map(({ name }) => new Option(name)));
  const defaultTabs = examples.map(({ query }) => ({ query }));
  choice.addEventListener("change", () => {
    const example = examples.find(({ name }) => name === choice.value);
    if (example) render({ defaultTabs, query: example.query });
    choice.value = "";
  });
  render({ defaultTabs });
}

begin();
