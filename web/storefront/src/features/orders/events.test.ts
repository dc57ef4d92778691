import { describe, expect, it } from 'vitest'
import { EventParser } from './events.ts'

const STREAM = 'retry: 2000\n\n: ping\n\nid: 3\nevent: order\ndata: {"version":3}\n\n'

describe('the parser of event streams', () => {
  it('reads a message with its id and name', () => {
    const parser = new EventParser()
    expect(parser.push(STREAM)).toEqual([{ id: '3', name: 'order', data: '{"version":3}' }])
    expect(parser.retry).toBe(2000)
  })

  it('reads the same however the text is cut', () => {
    for (let cut = 1; cut < STREAM.length; cut += 1) {
      const parser = new EventParser()
      const found = [...parser.push(STREAM.slice(0, cut)), ...parser.push(STREAM.slice(cut))]
      expect(found).toHaveLength(1)
    }
  })

  it('takes every kind of line end, also one that is cut in two', () => {
    const parser = new EventParser()
    expect(parser.push('data: a\r')).toEqual([])
    expect(parser.push('\ndata: b\r\n\r')).toEqual([])
    expect(parser.push('\n')).toEqual([{ id: undefined, name: 'message', data: 'a\nb' }])
  })

  it('gives nothing for comments and for messages without data', () => {
    expect(new EventParser().push(': ping\n\nevent: order\n\n')).toEqual([])
  })

  it('keeps the last id for messages that bring none', () => {
    const found = new EventParser().push('id: 7\ndata: a\n\ndata: b\n\n')
    expect(found.map(({ id }) => id)).toEqual(['7', '7'])
  })

  it('gives no message before it is whole', () => {
    expect(new EventParser().push('id: 1\ndata: {"ver')).toEqual([])
  })
})
