using Faultline.Kernel;
using Faultline.Store;

namespace Faultline.Tests.Store;

public sealed class EntryTests
{
    private static readonly DateTimeOffset Hour = new(2031, 5, 6, 7, 8, 9, 123, TimeSpan.FromHours(2));

    [Theory]
    [InlineData("")]
    [InlineData("a")]
    [InlineData("Zürich \u0000 日本 😀")]
    [InlineData("half a pair \ud83d and more")]
    [InlineData("\udc00")]
    public void Text_comes_back_as_it_was(string text)
    {
        var reader = Written(entry => entry.Text(3, text));
        Assert.True(reader.Next(out var field));
        Assert.Equal(3, field);
        Assert.Equal(text, reader.Text());
        Assert.False(reader.Next(out _));
    }

    [Theory]
    [InlineData("", "", true)]
    [InlineData("sender", "sender", true)]
    [InlineData("sender", "sendes", false)]
    [InlineData("sender", "sende", false)]
    [InlineData("sender", null, false)]
    [InlineData("Zürich", "Zürich", false)]
    [InlineData("half a pair \ud83d and more", "half a pair \ud83d and more", false)]
    public void A_text_that_was_foreseen_is_not_made_again(string text, string? likely, bool same)
    {
        likely = likely is null ? null : new string(likely);
        var reader = Written(entry => entry.Text(3, text));
        Assert.True(reader.Next(out _));
        var read = reader.Text(likely);
        Assert.Equal(text, read);
        Assert.Equal(same, ReferenceEquals(read, likely));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(-1)]
    [InlineData(63)]
    [InlineData(-65)]
    [InlineData(long.MaxValue)]
    [InlineData(long.MinValue)]
    public void A_whole_number_comes_back_as_it_was(long number)
    {
        var reader = Written(entry => entry.Whole(200, number));
        Assert.True(reader.Next(out var field));
        Assert.Equal(200, field);
        Assert.Equal(number, reader.Whole());
    }

    [Fact]
    public void An_hour_comes_back_to_the_tick()
    {
        var reader = Written(entry => entry.Time(1, Hour));
        Assert.True(reader.Next(out _));
        Assert.Equal(Hour, reader.Time());
    }

    [Fact]
    public void What_is_null_is_not_written() =>
        Assert.False(Written(entry =>
        {
            entry.Text(1, null);
            entry.Time(2, null);
        }).Next(out _));

    [Fact]
    public void Nested_entries_end_where_their_scope_ends()
    {
        var reader = Written(entry =>
        {
            using (entry.Nest(1))
            {
                entry.Text(1, "outer");
                using (entry.Nest(2))
                {
                    entry.Flag(1, true);
                }

                entry.Bytes(3, [1, 2, 3]);
            }

            entry.Whole(2, 7);
        });

        Assert.True(reader.Next(out _));
        var outer = reader.Nested();
        Assert.True(outer.Next(out _));
        Assert.Equal("outer", outer.Text());
        Assert.True(outer.Next(out _));
        var inner = outer.Nested();
        Assert.True(inner.Next(out _));
        Assert.True(inner.Flag());
        Assert.False(inner.Next(out _));
        Assert.True(outer.Next(out var third));
        Assert.Equal(3, third);
        Assert.Equal([1, 2, 3], outer.Bytes().ToArray());
        Assert.False(outer.Next(out _));
        Assert.True(reader.Next(out _));
        Assert.Equal(7, reader.Whole());
    }

    [Fact]
    public void An_older_reader_passes_over_what_it_does_not_know()
    {
        var reader = Written(entry =>
        {
            entry.Whole(90, long.MinValue);
            entry.Text(91, "new");
            entry.Text(92, "\ud800");
            using (entry.Nest(93))
            {
                entry.Text(1, "not the outer one");
            }

            entry.Text(1, "known");
        });
        var found = "";
        while (reader.Next(out var field))
        {
            found += field == 1 ? reader.Text() : "";
        }

        Assert.Equal("known", found);
    }

    [Fact]
    public void A_field_that_is_read_as_another_type_is_a_broken_invariant() => Assert.Throws<InvariantBroken>(() =>
    {
        var reader = Written(entry => entry.Whole(1, 1));
        reader.Next(out _);
        reader.Text();
    });

    [Fact]
    public void An_entry_that_is_cut_short_anywhere_is_never_read_beyond_its_end()
    {
        var whole = Bytes(entry =>
        {
            entry.Text(1, "text");
            using (entry.Nest(2))
            {
                entry.Whole(1, 1234567);
            }
        });
        var refused = 0;
        for (var length = 0; length < whole.Length; length++)
        {
            try
            {
                var reader = new EntryReader(whole.AsSpan(0, length));
                while (reader.Next(out _))
                {
                }
            }
            catch (InvariantBroken)
            {
                refused++;
            }
        }

        // Cut between the two fields, or before the first, it is whole.
        Assert.Equal(whole.Length - 2, refused);
    }

    private static EntryReader Written(Action<EntryWriter> write) => new(Bytes(write));

    private static byte[] Bytes(Action<EntryWriter> write)
    {
        var buffer = new ByteBuffer();
        write(new(buffer));
        return buffer.Written.ToArray();
    }
}
