import { SelectInput, required, useGetList, type SelectInputProps } from 'react-admin'

import { inTree, type Category } from '../categories/tree.ts'

type Props = Omit<SelectInputProps, 'choices'> & { readonly needed?: boolean }

/** All categories, those below others set in. */
export function CategoryInput({ needed = false, ...props }: Props) {
  const { data = [], isPending } = useGetList<Category>('categories', {
    pagination: { page: 1, perPage: 100 },
  })
  const choices = inTree(data).map(({ category, depth }) => ({
    id: category.id,
    name: `${'\u2003'.repeat(depth)}${category.name}`,
  }))
  return (
    <SelectInput
      {...props}
      choices={choices}
      isPending={isPending}
      translateChoice={false}
      {...(needed && { validate: required() })}
    />
  )
}
