"""What can be wrong with a file somebody hands in, as people read it."""

from zhigong.base.errors import UserError
from zhigong.kernel.text import N_


class FileRefused(UserError):
    """The file cannot be used; nothing of it was taken over."""

    code = "file_refused"
    text = N_("无法使用这个文件。")


class FileMissing(FileRefused):
    """There is no such file."""

    code = "file_missing"
    text = N_("找不到文件“{name}”。请检查文件名和所在文件夹。")


class FileDropped(FileRefused):
    """The file was kept as long as it may be kept, and is gone."""

    code = "file_dropped"
    text = N_("上传的文件只保留{days}天，已按规定清除。如需继续处理，请重新上传文件。")


class FileIsFolder(FileRefused):
    """A folder was named where a file is wanted."""

    code = "file_is_folder"
    text = N_("“{name}”是文件夹，不是文件。请写出其中名册文件的完整名称。")


class FileEmpty(FileRefused):
    """The file has no bytes."""

    code = "file_empty"
    text = N_("文件“{name}”是空的（0 字节）。请重新导出或重新下载后再上传。")


class FileTooLarge(FileRefused):
    """More bytes than may be uploaded."""

    code = "file_too_large"
    text = N_(
        "文件超过 {limit_mb} MB 的上限。请删去图片和无关工作表，或把名册拆成几个文件后分别上传。"
    )


class FileBroken(FileRefused):
    """The container or one of its parts cannot be read."""

    code = "file_broken"
    text = N_(
        "文件“{name}”已损坏，无法读取。"
        "请用 Excel 或 WPS 打开，另存为“Excel 工作簿（.xlsx）”后再上传。"
    )


class FileEncrypted(FileRefused):
    """The workbook needs a password to open."""

    code = "file_encrypted"
    text = N_("文件设有打开密码。请先在 Excel 或 WPS 中取消密码保护，保存后再上传。")


class FileIsBomb(FileRefused):
    """A small container would unfold to an enormous content."""

    code = "file_expands_too_far"
    text = N_(
        "文件解压后的内容异常庞大，为安全起见没有打开。请把名册数据复制到新建的工作簿，保存后再上传。"
    )


class FileHasMacros(FileRefused):
    """The workbook carries programs."""

    code = "file_has_macros"
    text = N_("文件含有宏（程序），为安全起见不能导入。请另存为“Excel 工作簿（.xlsx）”后再上传。")


class FileKindUnknown(FileRefused):
    """Neither a workbook nor a table in text form."""

    code = "file_kind_unknown"
    text = N_("这不是表格文件。可以上传 .xlsx、.xls、.xlsb、.ods 或 .csv 文件。")


class FileIsWebPage(FileRefused):
    """A page of a web system, saved under the name of a workbook."""

    code = "file_is_web_page"
    text = N_(
        "这个文件其实是网页，只是用了表格的扩展名。"
        "请用 Excel 或 WPS 打开，另存为“Excel 工作簿（.xlsx）”后再上传。"
    )


class TooManyRows(FileRefused):
    """More rows than one batch may have."""

    code = "too_many_rows"
    text = N_("工作表中的数据超过一次 {limit:,} 行的上限。请按工会或街道拆成几个文件后分别导入。")


class SheetTooWide(FileRefused):
    """A stray cell far away makes the sheet enormous."""

    code = "sheet_too_wide"
    text = N_(
        "工作表的内容散布到第 {rows} 行、第 {columns} 列，范围过大。"
        "请删去名册右侧和下方多余的单元格（或把名册复制到新建的工作簿），保存后再上传。"
    )


class SheetUnknown(FileRefused):
    """The chosen sheet is not in the workbook."""

    code = "sheet_unknown"
    text = N_("文件中没有名为“{sheet}”的工作表。现有工作表：{sheets}。")


class HeaderNotFound(FileRefused):
    """No sheet holds a table of the wanted kind."""

    code = "header_not_found"
    text = N_(
        "没有找到{title}的表头。请确认工作表中有一行写着“{columns}”等列名，"
        "或下载模板后把数据粘贴进去。已查看的工作表：{sheets}。"
    )


class NoRows(FileRefused):
    """The header is there, and nothing below it."""

    code = "no_rows"
    text = N_("工作表“{sheet}”第 {header_row} 行是表头，但下面没有数据行。请填好数据后再上传。")


class ColumnsMissing(FileRefused):
    """A column without which nothing can be taken over."""

    code = "columns_missing"
    text = N_(
        "工作表“{sheet}”缺少必需的列：{columns}。请在表中补上这些列，或在对应关系中指定它们所在的列。"
    )


class MappingUnknown(FileRefused):
    """A chosen column or field does not exist."""

    code = "mapping_unknown"
    text = N_("对应关系中的“{name}”不存在。请重新选择列。")
