import { Problem, type Api } from '@soko/client'
import type { DataProvider, GetListParams, Identifier, RaRecord } from 'react-admin'

import { pathOf, type Screen } from '../app/screen.ts'
import { asker, type Ask } from './ask.ts'
import { changes, filled } from './changes.ts'
import { Keys } from './keys.ts'
import { Cursors, type Page } from './pages.ts'
import { refused } from './refusals.ts'

const ALL = 100

/** react-admin's questions, asked of the public API. */
export function dataProvider(screens: readonly Screen[], api: Api): DataProvider {
  const ask = translated(asker(api))
  const cursors = new Cursors()
  const keys = new Keys()

  function of(resource: string): { readonly screen: Screen; readonly path: string } {
    const screen = screens.find(({ name }) => name === resource)
    if (!screen) throw new Error(`no screen is called ${resource}`)
    return { screen, path: pathOf(screen) }
  }

  async function list(resource: string, params: GetListParams) {
    const { screen, path } = of(resource)
    const { page, perPage } = params.pagination ?? { page: 1, perPage: ALL }
    const query = { ...filled((params.filter ?? {}) as Record<string, unknown>), ...sorting(screen, params), limit: Math.min(perPage, ALL) }
    const found = await cursors.page(`${path} ${JSON.stringify(query)}`, page, (cursor) =>
      ask('GET', path, {
        query: { ...query, include: 'total', ...(cursor && { cursor }) },
        signal: params.signal,
      }) as Promise<Page<RaRecord>>,
    )
    return answer({ ...found, items: found.items.map((item) => identified(screen, item)) }, page)
  }

  async function one(resource: string, id: Identifier, signal?: AbortSignal) {
    const { screen, path } = of(resource)
    if (screen.single !== false) {
      return identified(screen, (await ask('GET', `${path}/${id}`, { signal })) as RaRecord)
    }
    const { items } = (await ask('GET', path, { query: { limit: ALL }, signal })) as Page<RaRecord>
    const found = items.map((item) => identified(screen, item)).find((item) => item.id === id)
    if (!found) throw refused(missing())
    return found
  }

  async function update(resource: string, id: Identifier, data: Partial<RaRecord>, before: RaRecord) {
    const body = changes(data, before)
    // What the form was filled from, not what was read since: else one overwrites unseen changes.
    const headers = condition(data) ?? condition(before)
    delete body['version']
    if (Object.keys(body).length === 0 && sameVersion(data, before)) return before
    const { screen, path } = of(resource)
    const changed = await ask('PATCH', `${path}/${id}`, { body, ...(headers && { headers }) })
    return identified(screen, changed as RaRecord)
  }

  async function remove(resource: string, id: Identifier, before: Partial<RaRecord> | undefined) {
    const record = before ?? (await one(resource, id))
    const headers = condition(record)
    await ask('DELETE', `${of(resource).path}/${id}`, headers && { headers })
    return record as RaRecord
  }

  const provider: DataProvider = {
    supportAbortSignal: true,
    getList: (resource, params) => list(resource, params) as never,
    getManyReference: (resource, { target, id, ...params }) =>
      list(resource, { ...params, filter: { ...(params.filter as object), [target]: id } }) as never,
    getOne: async (resource, { id, signal }) => ({ data: (await one(resource, id, signal)) as never }),
    getMany: async (resource, { ids, signal }) => ({
      data: (await Promise.all(ids.map((id) => one(resource, id, signal)))) as never,
    }),
    async create(resource, { data }) {
      const { screen, path } = of(resource)
      const body = filled(data)
      const action = `${path} ${JSON.stringify(body)}`
      const made = await keys.during(action, (key) =>
        ask('POST', path, { body, headers: { 'idempotency-key': key } }),
      )
      return { data: identified(screen, made as RaRecord) as never }
    },
    update: async (resource, { id, data, previousData }) => ({
      data: (await update(resource, id as Identifier, data, previousData as RaRecord)) as never,
    }),
    async updateMany(resource, { ids, data }) {
      for (const id of ids) await update(resource, id, data, await one(resource, id))
      return { data: ids }
    },
    delete: async (resource, { id, previousData }) => ({
      data: (await remove(resource, id, previousData)) as never,
    }),
    async deleteMany(resource, { ids }) {
      for (const id of ids) await remove(resource, id, undefined)
      return { data: ids }
    },
  }
  return provider
}

function translated(ask: Ask): Ask {
  return async (...asked) => {
    try {
      return await ask(...asked)
    } catch (error) {
      throw refused(error)
    }
  }
}

function identified({ key = 'id' }: Screen, record: RaRecord): RaRecord {
  return { ...record, id: record[key] as string }
}

function missing(): Problem {
  return new Problem({ type: 'about:blank', title: 'Not found', status: 404, code: 'not_found' })
}

function sorting({ sorts = [] }: Screen, { sort }: GetListParams): { readonly sort?: string } {
  if (!sort || !sorts.includes(sort.field)) return {}
  return { sort: sort.order === 'DESC' ? `-${sort.field}` : sort.field }
}

function answer({ items, next_cursor: next, total, total_capped: capped }: Page<RaRecord>, page: number) {
  const pageInfo = { hasNextPage: typeof next === 'string', hasPreviousPage: page > 1 }
  return { data: [...items], pageInfo, ...(typeof total === 'number' && !capped && { total }) }
}

function condition(record: Partial<RaRecord>): { readonly 'if-match': string } | undefined {
  const version: unknown = record['version']
  return typeof version === 'number' ? { 'if-match': `"${version}"` } : undefined
}

function sameVersion(data: Partial<RaRecord>, before: RaRecord): boolean {
  return data['version'] === undefined || data['version'] === before['version']
}
