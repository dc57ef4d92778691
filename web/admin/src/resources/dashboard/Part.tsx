import Skeleton from '@mui/material/Skeleton'
import Typography from '@mui/material/Typography'
import type { UseQueryResult } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { useTranslate } from 'react-admin'

import { Panel } from '../../ui/Panel.tsx'
import { Trouble } from '../../ui/Trouble.tsx'

interface Props<T> {
  readonly title: string
  readonly query: UseQueryResult<T>
  /** Said instead of a picture that would be empty. */
  readonly empty: string
  readonly isEmpty: (data: T) => boolean
  readonly height?: number
  readonly children: (data: T) => ReactNode
}

/** A part of the overview: grey while it loads, and in words when there is nothing or trouble. */
export function Part<T>({ title, query, empty, isEmpty, height = 240, children }: Props<T>) {
  const translate = useTranslate()
  const { data, error, refetch } = query
  return (
    <Panel title={translate(`dashboard.${title}`)}>
      {error && <Trouble error={error} retry={() => void refetch()} />}
      {data === undefined && !error && <Skeleton variant="rounded" height={height} />}
      {data !== undefined && isEmpty(data) && (
        <Typography color="textSecondary">{translate(`dashboard.${empty}`)}</Typography>
      )}
      {data !== undefined && !isEmpty(data) && children(data)}
    </Panel>
  )
}
