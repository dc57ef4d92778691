import Add from '@mui/icons-material/Add'
import Box from '@mui/material/Box'
import Button from '@mui/material/Button'
import Paper from '@mui/material/Paper'
import Skeleton from '@mui/material/Skeleton'
import Typography from '@mui/material/Typography'
import { useState } from 'react'
import { Title, useNotify, useTranslate } from 'react-admin'

import type { Action } from '../../actions/action.ts'
import { ActionDialog } from '../../actions/ActionDialog.tsx'
import { unchangedSince } from '../../actions/action.ts'
import { inWords } from '../../actions/words.ts'
import { api } from '../../app/api.ts'
import { useMay } from '../../app/may.ts'
import { some } from '../../provider/some.ts'
import { Trouble } from '../../ui/Trouble.tsx'
import { useLanguages } from '../../ui/useLanguages.ts'
import { categoryActions } from './actions.tsx'
import { CategoryRow } from './CategoryRow.tsx'
import { inTree, reordered, type Category } from './tree.ts'
import { useCategories, useReload } from './useCategories.ts'

/** The shop's shelves as a tree. */
export default function CategoryTree() {
  const translate = useTranslate()
  const notify = useNotify()
  const reload = useReload()
  const mayWrite = useMay('catalog:write')
  const languages = useLanguages().filter(({ code }) => code !== 'en')
  const { data: all = [], error, isPending, refetch } = useCategories()
  const [action, setAction] = useState<Action>()
  const actions = categoryActions(all, languages, translate, reload)
  const branches = inTree(all)

  async function shift(category: Category, by: -1 | 1): Promise<void> {
    try {
      for (const { category: one, position } of reordered(all, category, by)) {
        await api.PATCH('/api/v1/admin/categories/{category_id}', {
          params: { path: { category_id: one.id }, header: unchangedSince(one.version) },
          body: some({ position }),
        })
      }
    } catch (problem) {
      notify(inWords(problem), { type: 'error' })
    }
    await reload()
  }

  return (
    <Box sx={{ maxWidth: 900, my: 2 }}>
      <Title title={translate('resources.categories.name', { smart_count: 2 })} />
      <Box sx={{ display: 'flex', alignItems: 'center', gap: 2, mb: 2 }}>
        <Typography color="textSecondary" sx={{ flexGrow: 1 }}>
          {translate(`resources.categories.${isPending || branches.length > 0 ? 'intro' : 'none'}`)}
        </Typography>
        {mayWrite && (
          <Button
            variant="contained"
            startIcon={<Add />}
            sx={{ flexShrink: 0 }}
            onClick={() => { setAction(actions.create(undefined)) }}
          >
            {translate('resources.categories.create')}
          </Button>
        )}
      </Box>
      {error && <Trouble error={error} retry={() => void refetch()} />}
      {isPending && <Skeleton variant="rounded" height={320} />}
      <Paper variant="outlined" component="ul" sx={{ m: 0, p: 0 }} hidden={branches.length === 0}>
        {branches.map(({ category, depth }) => (
          <CategoryRow
            key={category.id}
            category={category}
            depth={depth}
            mayWrite={mayWrite}
            first={reordered(all, category, -1).length === 0}
            last={reordered(all, category, 1).length === 0}
            shift={(by) => void shift(category, by)}
            actions={actions}
            open={setAction}
          />
        ))}
      </Paper>
      {action && <ActionDialog action={action} close={() => { setAction(undefined) }} />}
    </Box>
  )
}
