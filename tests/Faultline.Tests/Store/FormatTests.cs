using System.Text;
using Faultline.Store;

namespace Faultline.Tests.Store;

/// <summary>What is on disks out there already. A line here changes only with the version of the format.</summary>
public sealed class FormatTests
{
    [Fact]
    public void Persisted_numbers_stay_as_they_are()
    {
        Assert.Equal(1u, Format.Version);
        Assert.Equal(1, StateFolder.Version);
        Assert.Equal(
            "Partition=1 Declare=2 Drop=3 Put=4 Delete=5 Clear=6 Closed=7 End=8",
            string.Join(' ', Enum.GetValues<RecordTag>().Select(tag => $"{tag}={(int)tag}")));
        Assert.Equal(
            "Whole=0 Bytes=1 Nested=2 Text16=3",
            string.Join(' ', Enum.GetValues<FieldType>().Select(type => $"{type}={(int)type}")));
        Assert.Equal("0000000012.journal", Format.Name(12, Format.Segment));
        Assert.Equal("0000000012.snapshot", Format.Name(12, Format.Snapshot));
    }

    [Fact]
    public void The_head_of_a_file_stays_as_it_is() => Assert.Equal(
        "4641554C544C4E4A010000000200000008070605040302010000000000000000AC5A9BB0",
        Convert.ToHexString(new FileHeader(false, 2, 0x0102030405060708).Bytes().AsSpan(0, 36)));

    [Fact]
    public void A_block_stays_as_it_is()
    {
        var batch = new Batch();
        batch.Begin(kept: true);
        var section = batch.BeginSection(3, "ab");
        var entry = batch.Put(new(1, 2));
        entry.Text(1, "é");
        entry.Whole(2, -3);
        batch.Delete(new(1, 4));
        batch.Clear(5);
        batch.EndSection(section);
        var block = new Block();
        block.Add(batch.Records);
        Assert.Equal(
            "F49DB18D2E000000400000000002000060000000000100000807060504030201020300000002000000616201"
            + "03000000040200000000000001060000000902C3A9100505040000000000000106050000",
            Convert.ToHexString(block.Seal(Format.Position(2, 64), Format.Position(1, 96), 0x0102030405060708).Span));
    }

    [Fact]
    public void The_checksum_is_CRC32C()
    {
        // The check value of the catalogue of parametrised CRC algorithms.
        Assert.Equal(0xE3069283u, Checksum.End(Checksum.Continue(Checksum.Begin, "123456789"u8)));
        var text = Encoding.ASCII.GetBytes("The same sum whether the bytes come at once or in parts.");
        for (var cut = 0; cut <= text.Length; cut++)
        {
            var state = Checksum.Continue(Checksum.Continue(Checksum.Begin, text.AsSpan(0, cut)), text.AsSpan(cut));
            Assert.Equal(Checksum.Continue(Checksum.Begin, text), state);
        }
    }
}
