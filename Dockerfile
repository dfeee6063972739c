# A release that CI tests. The tag is exact, but a tag can be moved: to pin the bytes, too, build with
#   --build-arg NODE_IMAGE="node:24.9.0-bookworm-slim@$(docker buildx imagetools inspect \
#     node:24.9.0-bookworm-slim --format '{{.Manifest.Digest}}')"
ARG NODE_IMAGE=node:24.9.0-bookworm-slim

FROM ${NODE_IMAGE} AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --no-fund --no-audit
COPY tsconfig.json tsconfig.build.json ./
COPY src ./src
RUN npm run build

FROM ${NODE_IMAGE} AS dependencies
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --omit=dev --no-fund --no-audit

FROM ${NODE_IMAGE}
# In production the upstream is Cloudflare, asked with each caller's own credential, and GraphiQL is
# off unless GRAPHIQL=on.
ENV NODE_ENV=production HOST=0.0.0.0 PORT=4000
WORKDIR /app
COPY package.json ./
COPY schema ./schema
COPY --from=dependencies /app/node_modules ./node_modules
COPY --from=build /app/dist ./dist
# By number, so that Kubernetes can see that it is not root: the image's user "node".
USER 1000:1000
EXPOSE 4000
HEALTHCHECK --interval=10s --timeout=3s --start-period=10s CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/health`).then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
# The heap of docs/operations.md; buffers and code are outside of it.
ENTRYPOINT ["node", "--max-old-space-size=192", "dist/cli.js"]
