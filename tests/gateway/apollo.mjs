/** The real Apollo Gateway over the box's subgraphs; prints its port, then what it composed.
 *
 *  node apollo.mjs BOX KEY. Composes whatever services.json lists, again each second, and keeps the
 *  last good supergraph when a composition fails.
 */

import { createRequire } from "node:module";

const require = createRequire(`${process.cwd()}/`);
const { ApolloServer } = require("@apollo/server");
const { startStandaloneServer } = require("@apollo/server/standalone");
const { ApolloGateway, RemoteGraphQLDataSource } = require("@apollo/gateway");
const { composeServices } = require("@apollo/composition");
const { parse } = require("graphql");

const [, , box, key] = process.argv;
const headers = { Authorization: `Bearer ${key}`, "Content-Type": "application/json" };

async function sdlOf({ name, url }) {
  const body = JSON.stringify({ query: "{ _service { sdl } }" });
  const answer = await (await fetch(url, { method: "POST", headers, body })).json();
  return { name, url, typeDefs: parse(answer.data._service.sdl) };
}

async function compose() {
  const { services } = await (await fetch(`${box}/graphql/services.json`, { headers })).json();
  const { supergraphSdl, errors } = composeServices(await Promise.all(services.map(sdlOf)));
  if (errors?.length) throw new Error(errors.map((one) => one.message).join("\n"));
  return { sdl: supergraphSdl, names: services.map((one) => one.name) };
}

class Source extends RemoteGraphQLDataSource {
  willSendRequest({ request, context }) {
    request.http.headers.set("Authorization", `Bearer ${key}`);
    if (context.user) request.http.headers.set("User", context.user);
  }
}

const gateway = new ApolloGateway({
  buildService: ({ url }) => new Source({ url }),
  async supergraphSdl({ update }) {
    let last = await compose();
    console.log(`composed ${last.names.join(",")}`);
    const timer = setInterval(async () => {
      try {
        const next = await compose();
        if (next.sdl === last.sdl) return;
        update(next.sdl);
        last = next;
        console.log(`composed ${last.names.join(",")}`);
      } catch (error) {
        console.log(`kept: ${error.message}`);
      }
    }, 1000);
    return { supergraphSdl: last.sdl, cleanup: async () => clearInterval(timer) };
  },
});

const server = new ApolloServer({ gateway });
const context = async ({ req }) => ({ user: req.headers.user });
const { url } = await startStandaloneServer(server, { listen: { port: 0 }, context });
console.log(`listening ${url}`);
