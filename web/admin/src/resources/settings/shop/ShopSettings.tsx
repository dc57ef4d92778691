import Box from '@mui/material/Box'
import Skeleton from '@mui/material/Skeleton'
import { body } from '@soko/client'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Form, SaveButton, Title, Toolbar, useNotify, useTranslate } from 'react-admin'

import { api } from '../../../app/api.ts'
import { useMay } from '../../../app/may.ts'
import { changes } from '../../../provider/changes.ts'
import { refused } from '../../../provider/refusals.ts'
import { some } from '../../../provider/some.ts'
import { Trouble } from '../../../ui/Trouble.tsx'
import { SHOP_KEY, type Shop } from '../../../ui/useShop.ts'
import { SettingsNav } from '../SettingsNav.tsx'
import { LegalTexts } from './LegalTexts.tsx'
import { Looks } from './Looks.tsx'
import { Selling } from './Selling.tsx'

interface Refusal {
  readonly message: string
  readonly body?: { readonly errors?: object }
}

const KEY = ['settings'] as const

/** The shop's own settings: what makes it this shop and no other. */
export default function ShopSettings() {
  const translate = useTranslate()
  const { data, error, refetch } = useQuery({
    queryKey: KEY,
    queryFn: ({ signal }) => body(api.GET('/api/v1/admin/settings', { signal })),
    refetchOnWindowFocus: false,
  })
  return (
    <Box sx={{ maxWidth: 900, mb: 4 }}>
      <Title title={translate('resources.settings.name', { smart_count: 2 })} />
      <SettingsNav />
      {error && <Trouble error={error} retry={() => void refetch()} />}
      {data && <ShopForm key={data.version} shop={data} />}
      {!data && !error && <Skeleton variant="rounded" height={480} />}
    </Box>
  )
}

function ShopForm({ shop }: { readonly shop: Shop }) {
  const mayWrite = useMay('settings:write')
  const client = useQueryClient()
  const notify = useNotify()

  async function save(values: Record<string, unknown>): Promise<object | undefined> {
    try {
      const changed = some<Shop>(changes(values, shop))
      const now = await body(api.PATCH('/api/v1/admin/settings', { body: changed as never }))
      client.setQueryData(KEY, now)
      await client.invalidateQueries({ queryKey: SHOP_KEY })
      notify('common.saved', { type: 'success' })
      return undefined
    } catch (problem) {
      const refusal = refused(problem) as Refusal
      notify(refusal.message, { type: 'error' })
      return refusal.body?.errors
    }
  }

  return (
    <Form record={shop} onSubmit={save} warnWhenUnsavedChanges>
      <Box sx={{ display: 'grid', gap: 2 }}>
        <Looks />
        <Selling languages={shop.languages} />
        <LegalTexts names={Object.keys(shop.legal)} />
      </Box>
      {mayWrite && (
        <Toolbar sx={{ bgcolor: { xs: 'background.paper', sm: 'transparent' }, px: { sm: 0 } }}>
          <SaveButton />
        </Toolbar>
      )}
    </Form>
  )
}
