// The official Node client through a film's life; prints what it saw as JSON. Arguments: base URL, key, plan.
const { LumaAI, NotFoundError, BadRequestError } = require("lumaai");

const [baseURL, authToken, plan] = process.argv.slice(2);
const client = new LumaAI({ baseURL, authToken, maxRetries: 0 });

async function main() {
  const seen = { ping: (await client.ping.check()).message, credits: (await client.credits.get()).credit_balance };
  seen.concepts = await client.generations.concepts.list();
  let made = await client.generations.create({ model: "ray-flash-2", prompt: "a desert", plan: JSON.parse(plan) });
  seen.id = made.id;
  while (made.state === "queued" || made.state === "dreaming") {
    await new Promise((resolve) => setTimeout(resolve, 300));
    made = await client.generations.get(made.id);
  }
  seen.state = made.state;
  const film = await fetch(made.assets.video);
  seen.film = Buffer.from(await film.arrayBuffer()).toString("base64");
  seen.listed = (await client.generations.list({ limit: 1 })).generations.map((one) => one.id);
  seen.refused = await client.generations.create({ model: "ray-2", prompt: "ab" }).catch((fault) => [
    fault instanceof BadRequestError,
    fault.error.detail,
  ]);
  await client.generations.delete(made.id);
  seen.gone = await client.generations.get(made.id).catch((fault) => fault instanceof NotFoundError);
  console.log(JSON.stringify(seen));
}

main();
