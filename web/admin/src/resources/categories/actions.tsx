import Add from '@mui/icons-material/Add'
import DeleteOutline from '@mui/icons-material/DeleteOutline'
import DriveFileMove from '@mui/icons-material/DriveFileMoveOutlined'
import EditOutlined from '@mui/icons-material/EditOutlined'
import type { TranslateFunction } from 'react-admin'

import { keyed, unchangedSince, type Action, type Values } from '../../actions/action.ts'
import { api } from '../../app/api.ts'
import { some } from '../../provider/some.ts'
import type { Language } from '../../ui/useLanguages.ts'
import { placesFor, type Branch, type Category } from './tree.ts'

const ONE = '/api/v1/admin/categories/{category_id}'
const TOP = 'top'

/** Everything that staff may do to the tree; each reloads it afterwards. */
export function categoryActions(
  all: readonly Category[],
  languages: readonly Language[],
  translate: TranslateFunction,
  reload: () => Promise<void>,
) {
  const say = (what: string, values?: object) => translate(`resources.categories.${what}`, values)
  const at = ({ id, version }: Category) => ({
    params: { path: { category_id: id }, header: unchangedSince(version) },
  })
  const places = (branches: readonly Branch[]) =>
    branches.map(({ category, depth }) => ({
      value: category.id,
      label: `${'\u2003'.repeat(depth)}${category.name}`,
    }))

  function create(parent: Category | undefined): Action {
    return {
      label: parent ? say('create_below', { name: parent.name }) : say('create'),
      icon: <Add />,
      sentence: '',
      fields: [
        { name: 'name', label: say('own_name'), required: true },
        { name: 'slug', label: say('slug'), hint: say('slug_hint') },
      ],
      run: async (values, key) => {
        const slug = values['slug']?.trim()
        await api.POST('/api/v1/admin/categories', {
          params: { header: keyed(key) },
          body: {
            name: values['name']?.trim() ?? '',
            ...(slug && { slug }),
            position: all.filter(({ parent_id }) => parent_id === (parent?.id ?? null)).length,
            ...(parent && { parent_id: parent.id }),
          },
        })
        await reload()
      },
      done: say('created'),
    }
  }

  function rename(category: Category): Action {
    return {
      label: say('rename', { name: category.name }),
      icon: <EditOutlined />,
      sentence: '',
      fields: [
        { name: 'name', label: say('own_name'), required: true, initial: category.name },
        { name: 'slug', label: say('slug'), required: true, initial: category.slug },
        ...languages.map(({ code, name }) => ({
          name: `name-${code}`,
          label: say('name_in', { language: name }),
          initial: translated(category, code),
        })),
      ],
      run: async (values) => {
        await api.PATCH(ONE, { ...at(category), body: some(renamed(values, languages)) })
        await reload()
      },
      done: say('renamed'),
    }
  }

  function move(category: Category): Action {
    return {
      label: say('move', { name: category.name }),
      icon: <DriveFileMove />,
      sentence: '',
      fields: [
        {
          name: 'parent',
          label: say('below'),
          kind: 'choice',
          required: true,
          initial: category.parent_id ?? TOP,
          choices: [{ value: TOP, label: say('top') }, ...places(placesFor(all, category))],
        },
      ],
      run: async ({ parent }) => {
        const parent_id = !parent || parent === TOP ? null : parent
        await api.PATCH(ONE, { ...at(category), body: some({ parent_id }) })
        await reload()
      },
      done: say('moved'),
    }
  }

  function remove(category: Category): Action {
    const others = places(placesFor(all, category))
    const taken = category.product_count > 0
    return {
      label: say('delete', { name: category.name }),
      icon: <DeleteOutline />,
      sentence: say('delete_sentence'),
      severe: true,
      fields: taken
        ? [{ name: 'to', label: say('move_products'), kind: 'choice', required: true, choices: others }]
        : [],
      run: async ({ to }) => {
        const { path, header } = at(category).params
        const query = to ? { move_products_to: to } : {}
        await api.DELETE(ONE, { params: { path, header, query } })
        await reload()
      },
      done: say('deleted'),
    }
  }

  return { create, rename, move, remove }
}

function textOrNull(text = ''): string | null {
  return text.trim() === '' ? null : text.trim()
}

function translated({ translations }: Category, code: string): string {
  const own = translations[code] as { readonly name?: string } | undefined
  return own?.name ?? ''
}

function renamed(values: Values, languages: readonly Language[]) {
  const names = languages.map(({ code }) => [code, { name: textOrNull(values[`name-${code}`]) }])
  return {
    name: values['name']?.trim() ?? '',
    slug: values['slug']?.trim() ?? '',
    translations: Object.fromEntries(names) as Record<string, { name: string | null }>,
  }
}
