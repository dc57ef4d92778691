import { openApi, Session } from '@soko/client'
import type { HttpError } from 'react-admin'
import { beforeEach, describe, expect, it, vi } from 'vitest'

import type { Screen } from '../app/screen.ts'
import { dataProvider } from './dataProvider.ts'

const icon = () => null
const may = { read: 'catalog:read' }
const screens: readonly Screen[] = [
  { name: 'products', label: 'Products', icon, may, sorts: ['name'] },
  { name: 'stock', path: '/stock-levels', label: 'Stock', icon, may, key: 'variant_id' },
  { name: 'roles', label: 'Roles', icon, may, single: false },
]

let asked: Request[]
let answers: Response[]
let provider: ReturnType<typeof dataProvider>

function answer(body: unknown, status = 200): void {
  answers.push(Response.json(body, { status }))
}

function query(place: number): Record<string, string> {
  return Object.fromEntries(new URL(asked[place]?.url ?? '').searchParams)
}

beforeEach(() => {
  asked = []
  answers = []
  vi.stubGlobal('fetch', (request: Request) => {
    asked.push(request.clone())
    return Promise.resolve(answers.shift() ?? Response.error())
  })
  provider = dataProvider(screens, openApi(new Session('http://shop'), { base: 'http://shop' }))
})

function page(number: number, filter: object = {}) {
  const sort = { field: 'name', order: 'DESC' } as const
  return provider.getList('products', { pagination: { page: number, perPage: 2 }, sort, filter })
}

describe('lists', () => {
  it('goes from page to page by the cursors it was given', async () => {
    answer({ items: [{ id: 'a' }, { id: 'b' }], next_cursor: 'two', total: 5 })
    answer({ items: [{ id: 'c' }, { id: 'd' }], next_cursor: 'three', total: 5 })
    expect(await page(1, { q: 'mug', status: '' })).toMatchObject({
      data: [{ id: 'a' }, { id: 'b' }],
      total: 5,
      pageInfo: { hasNextPage: true, hasPreviousPage: false },
    })
    await page(2, { q: 'mug', status: '' })
    expect(query(0)).toEqual({ q: 'mug', sort: '-name', limit: '2', include: 'total' })
    expect(query(1)).toMatchObject({ cursor: 'two' })
  })

  it('walks to a page that was opened by its address', async () => {
    answer({ items: [{ id: 'a' }], next_cursor: 'two' })
    answer({ items: [{ id: 'b' }], next_cursor: 'three' })
    answer({ items: [{ id: 'c' }], next_cursor: null })
    expect((await page(3)).data).toEqual([{ id: 'c' }])
    expect([0, 1, 2].map((place) => query(place)['cursor'])).toEqual([undefined, 'two', 'three'])
  })

  it('keeps the cursors of different filters apart', async () => {
    answer({ items: [], next_cursor: 'mugs' })
    answer({ items: [], next_cursor: 'bags' })
    answer({ items: [], next_cursor: null })
    await page(1, { q: 'mug' })
    await page(1, { q: 'bag' })
    await page(2, { q: 'mug' })
    expect(query(2)).toMatchObject({ q: 'mug', cursor: 'mugs' })
  })

  it('names no total where the API stopped counting, and is empty beyond the end', async () => {
    answer({ items: [{ id: 'a' }], next_cursor: null, total: 10_000, total_capped: true })
    expect(await page(1)).not.toHaveProperty('total')
    answer({ items: [{ id: 'a' }], next_cursor: null, total: 1 })
    expect((await page(2)).data).toEqual([])
  })

  it('finds records by the field that stands for the id, and sorts by known fields alone', async () => {
    answer({ items: [{ variant_id: 'v' }], next_cursor: null })
    const sort = { field: 'sku', order: 'ASC' } as const
    const { data } = await provider.getList('stock', { sort, filter: {} })
    expect(data).toEqual([{ id: 'v', variant_id: 'v' }])
    expect(query(0)).not.toHaveProperty('sort')
  })

  it('looks one up in the list where the API shows no single one', async () => {
    const roles = { items: [{ id: 'r', name: 'staff' }], next_cursor: null }
    answer(roles)
    expect((await provider.getOne('roles', { id: 'r' })).data).toMatchObject({ name: 'staff' })
    answer(roles)
    await expect(provider.getOne('roles', { id: 'gone' })).rejects.toMatchObject({ status: 404 })
  })
})

describe('changes', () => {
  const before = { id: 'p', name: 'Mug', featured: false, prices: [{ amount: 100, currency: 'KES' }], version: 3 }
  const prices = [{ amount: 100, currency: 'KES' }]

  it('sends what changed, on the condition that nobody else changed it', async () => {
    answer({ ...before, name: 'Cup', version: 4 })
    const data = { ...before, prices, name: 'Cup' }
    await provider.update('products', { id: 'p', data, previousData: before })
    expect(asked[0]?.headers.get('If-Match')).toBe('"3"')
    expect(await asked[0]?.json()).toEqual({ name: 'Cup' })
  })

  it('goes by the version that the form was filled from, not by what was read since', async () => {
    answer({ type: 'x', title: 'x', status: 412, code: 'version_conflict' }, 412)
    const previousData = { ...before, featured: true, version: 4 }
    const update = provider.update('products', { id: 'p', data: { ...before, name: 'Cup' }, previousData })
    await expect(update).rejects.toMatchObject({ status: 412, body: { code: 'version_conflict' } })
    expect(asked[0]?.headers.get('If-Match')).toBe('"3"')
  })

  it('sends nothing where nothing changed, and null for what was emptied', async () => {
    await provider.update('products', { id: 'p', data: { ...before, prices }, previousData: before })
    expect(asked).toHaveLength(0)
    answer(before)
    await provider.update('products', { id: 'p', data: { ...before, name: undefined }, previousData: before })
    expect(await asked[0]?.json()).toEqual({ name: null })
  })

  it('deletes the version that was seen', async () => {
    answers.push(new Response(null, { status: 204 }))
    await provider.delete('products', { id: 'p', previousData: before })
    expect([asked[0]?.method, asked[0]?.headers.get('If-Match')]).toEqual(['DELETE', '"3"'])
  })
})

describe('creations', () => {
  const create = (name: string) => provider.create('products', { data: { name, sku: '', slug: null } })
  const key = (place: number) => asked[place]?.headers.get('Idempotency-Key')

  it('keeps the key until one is there, so that a lost answer makes no second one', async () => {
    answers.push(Response.error())
    await expect(create('Mug')).rejects.toBeInstanceOf(Error)
    answer({ id: 'p' }, 201)
    await create('Mug')
    answer({ id: 'q' }, 201)
    await create('Mug')
    expect(key(0)).toBeTruthy()
    expect(key(1)).toBe(key(0))
    expect(key(2)).not.toBe(key(0))
    expect(await asked[1]?.json()).toEqual({ name: 'Mug' })
  })

  it('takes another key for another body', async () => {
    answer({ id: 'p' }, 201)
    answer({ id: 'q' }, 201)
    await create('Mug')
    await create('Cup')
    expect(key(1)).not.toBe(key(0))
  })

  it('gives what the API refused to the fields of the form', async () => {
    const errors = [
      { pointer: '#/prices/0/amount', code: 'too_small', detail: 'must be positive' },
      { pointer: '#/name', code: 'too_long', detail: 'is too long' },
    ]
    answer({ type: 'x', title: 'Wrong', status: 422, code: 'validation_failed', errors }, 422)
    const refusal = await create('Mug').catch((error: unknown) => error as HttpError)
    expect(refusal).toMatchObject({
      status: 422,
      body: { errors: { prices: { 0: { amount: 'must be positive' } }, name: 'is too long' } },
    })
  })
})
