using Faultline.Api.Rds;
using Faultline.Store;

namespace Faultline.Services.Rds.Keeping;

/// <summary>Tags in the entries of rows.</summary>
internal static class TagEntry
{
    public static void Write(EntryWriter entry, int field, List<Tag> tags)
    {
        if (tags.Count > 0)
        {
            Structure.Write(entry, field, new TagListMessage { TagList = tags });
        }
    }

    public static List<Tag> Read(EntryReader entry) => Structure.Read<TagListMessage>(entry).TagList ?? [];
}
